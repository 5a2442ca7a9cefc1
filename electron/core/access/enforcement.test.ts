import { afterAll, beforeAll, expect, test } from 'vitest'
import { enforcementOf } from './enforcement.ts'
import { everything, type FleetCore, fleetCore } from './testing/fleetCore.ts'

let fleet: FleetCore
beforeAll(async () => {
  fleet = await fleetCore({ hosts: 4, machinesPerHost: 4 })
})
afterAll(async () => fleet?.[Symbol.asyncDispose]())

test('says of each host who the daemon refuses, and what no rule on a host can say', () => {
  const { core, hostIds, person, grant, site } = fleet
  const [vera, olaf, qa, guest] = [person('vera'), person('olaf'), person('qa'), person('Ada L.')]
  grant(vera, 'viewer', everything)
  grant(olaf, 'operator', { kind: 'site', siteId: site('Rack A') })
  grant(qa, 'operator', { kind: 'query', query: 'tag=web' })
  grant(guest, 'viewer', { kind: 'host', hostId: hostIds[1] as never })
  const { access, registry, inventory } = core
  const accounts = [vera, olaf, qa, guest].map((id, index) => ({
    ...{ id, name: ['vera', 'olaf', 'qa', 'Ada L.'][index] ?? '', displayName: '', disabled: false },
  }))
  const all = enforcementOf({ access, registry, inventory, people: { list: () => accounts } }, core)
  const of = (index: number) => all.find(({ hostId }) => hostId === hostIds[index])
  expect(all.map(each => each.host)).toEqual(['kvm001', 'kvm002', 'kvm003', 'kvm004'])
  const rack = of(1)
  expect(rack?.people.map(each => [each.name, each.byHost])).toEqual([
    ['vera', true],
    ['olaf', false],
    ['qa', false],
    ['Ada L.', true],
  ])
  expect(of(3)?.people.map(each => each.name)).toEqual(['vera', 'qa'])
  expect(rack?.people.map(each => each.notes.map(note => note.code))).toEqual([
    ['whileAlone'],
    ['onlyHere'],
    ['onlyHere', 'beyond'],
    ['whileAlone', 'noAccount'],
  ])
  expect(rack?.people[2]?.notes[1]?.queries).toEqual(['tag=web'])
  expect(rack?.polkitRule).toContain('"olaf"')
  expect(rack?.polkitRule).not.toContain('Ada')
  expect(rack?.sshdConfig).toContain("ForceCommand virt-ssh-helper --readonly 'qemu:///system'")
})
