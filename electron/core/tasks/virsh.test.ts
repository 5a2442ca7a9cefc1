import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DomainUuid } from '../../../shared/ids.ts'
import { shellQuoted, virshLine } from './virsh.ts'

const uuid = '11111111-2222-4333-8444-555555555555' as DomainUuid
const machine = (name: string, state: 'running' | 'pmsuspended' = 'running') => ({ name, uuid, state })
const uri = 'qemu+ssh://root@kvm1/system'

test.each([
  ['start', 'virsh -c qemu+ssh://root@kvm1/system start web'],
  ['shutdown', 'virsh -c qemu+ssh://root@kvm1/system shutdown web'],
  ['reboot', 'virsh -c qemu+ssh://root@kvm1/system reboot web'],
  ['reset', 'virsh -c qemu+ssh://root@kvm1/system reset web'],
  ['forceOff', 'virsh -c qemu+ssh://root@kvm1/system destroy web'],
  ['pause', 'virsh -c qemu+ssh://root@kvm1/system suspend web'],
  ['resume', 'virsh -c qemu+ssh://root@kvm1/system resume web'],
  ['save', 'virsh -c qemu+ssh://root@kvm1/system managedsave web'],
  ['autostartOn', 'virsh -c qemu+ssh://root@kvm1/system autostart web'],
  ['autostartOff', 'virsh -c qemu+ssh://root@kvm1/system autostart web --disable'],
] as const)('%s', (action, line) => {
  expect(virshLine(action, machine('web'), uri)).toBe(line)
})

test('a sleeping guest is woken, not resumed', () => {
  expect(virshLine('resume', machine('web', 'pmsuspended'), uri)).toContain(' dompmwakeup web')
})

test('a name that virsh would take for something else gives way to the UUID', () => {
  for (const name of ['-rf', '--all', '42', uuid.replaceAll('-', ''), '6695eb01-f6a4-8304-79aa-97f2502e193f'])
    expect(virshLine('start', machine(name), uri)).toBe(`virsh -c ${uri} start ${uuid}`)
})

test('a shell reads every name as the one word that it is', () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter(text => !/[\0\n]/.test(text) && text.isWellFormed())
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 10 }), names => {
      const printed = execFileSync('sh', ['-c', `printf '%s\\n' ${names.map(shellQuoted).join(' ')}`], {
        encoding: 'utf8',
      })
      expect(printed).toBe(`${names.join('\n')}\n`)
    }),
    { numRuns: 20 },
  )
})
