import { createRouterClient } from '@orpc/server'
import { expect, test } from 'vitest'
import type { ContractClient } from '../../../shared/contract/client.ts'
import type { SiteId } from '../../../shared/ids.ts'
import type { Subject } from '../../../shared/models/access.ts'
import type { Access } from '../access/types.ts'
import { limitedAccess, limitedSeat } from '../access/testing/limited.ts'
import { ownerSeat } from '../access/owner.ts'
import { testDraft } from '../audit/testing/log.ts'
import { createCore } from '../core.ts'
import { createLog } from '../log.ts'
import { fleetHostId, fleetUuid } from '../testing/fleet.ts'
import { temporaryFolder } from '../testing/store.ts'
import { createRouter } from './router.ts'

const berlin = fleetUuid('b') as SiteId
const bonn = fleetUuid('n') as SiteId

/** Holds the right at one site only. */
const atSite = (siteId: SiteId): Access => ({
  ...limitedAccess(['audit.read', 'app.read']),
  may: (permission, subject: Subject) =>
    permission === 'audit.read' && subject.kind === 'site' && subject.siteId === siteId,
})

async function serve(access: Access | null) {
  const folder = temporaryFolder()
  const core = await createCore({ folder: folder.path, shell: 'test', log: createLog('silent') })
  const seat = { ...ownerSeat('test'), ...(access ? { access } : {}) }
  const client: ContractClient = createRouterClient(createRouter(core), {
    context: { caller: { seat, shell: 'test' }, log: core.log },
  })
  return {
    core,
    client,
    async [Symbol.asyncDispose]() {
      await core.close()
      folder[Symbol.dispose]()
    },
  }
}

/** A whole export in one. */
async function exported(client: ContractClient, input: Parameters<ContractClient['audit']['export']>[0]) {
  const file = { text: '', fileName: '', mediaType: '', part: false, count: -1 }
  for await (const piece of await client.audit.export(input)) {
    if (piece.type === 'begin') Object.assign(file, piece)
    if (piece.type === 'text') file.text += piece.text
    if (piece.type === 'end') file.count = piece.count
  }
  return file
}

test('a reader of one site gets entries of that site, in the list, the stream and the export, which says that it is a part', async () => {
  await using served = await serve(atSite(berlin))
  const { core, client } = served
  const events = await client.audit.watch({})
  expect(await events.next()).toMatchObject({ value: [] })
  core.audit.record(testDraft({ siteId: berlin, hostId: fleetHostId(1), object: 'Berlin / kvm1' }))
  core.audit.record(testDraft({ siteId: bonn, hostId: fleetHostId(2), object: 'Bonn / kvm2' }))
  core.audit.record(testDraft({ object: '' }))
  const { value } = await events.next()
  expect(value).toMatchObject([{ object: 'Berlin / kvm1' }])
  await events.return?.(undefined)
  expect(await client.audit.list({ limit: 10 })).toMatchObject({ entries: [{ seq: 1 }], more: false })
  // The whole chain's soundness is no secret, and tells nothing of what others did.
  const verdict = await client.audit.verify({})
  expect(verdict).toMatchObject({ entries: 3, problem: null, last: { seq: 3 } })
  expect(JSON.stringify(verdict)).not.toMatch(/Bonn|kvm2/)
  const lines = await exported(client, { format: 'jsonl' })
  expect(lines).toMatchObject({
    part: true,
    fileName: expect.stringMatching(/^audit-part-.*\.jsonl$/),
    count: 1,
  })
  expect(lines.text.split('\n').map(line => (line === '' ? null : JSON.parse(line)))).toMatchObject([
    { seq: 1, object: 'Berlin / kvm1' },
    { schema: 'novacron.audit.end/1', part: true, entries: 1, hash: expect.any(String) },
    null,
  ])
  const table = await exported(client, { format: 'csv', text: 'kvm' })
  expect(table.text.split('\r\n').map(line => line.split(',').at(-1))).toEqual(['log', 'part', ''])
  expect(lines.text + table.text).not.toMatch(/Bonn|kvm2/)
  await expect(client.audit.status()).rejects.toMatchObject({ data: { code: 'rights.denied' } })
})

test('acts and refusals of every procedure become entries, secrets do not', async () => {
  await using served = await serve(null)
  const { core, client } = served
  const site = await client.sites.create({ name: 'Berlin', parentId: null, production: false })
  await expect(client.sites.remove({ siteId: bonn })).rejects.toThrow()
  const seat = limitedSeat(['app.read'])
  const stranger: ContractClient = createRouterClient(createRouter(core), {
    context: { caller: { seat, shell: 'headless' }, log: core.log },
  })
  await expect(stranger.machines.list({})).rejects.toThrow()
  await client.credentials
    .add({
      name: 'root',
      siteId: null,
      userName: null,
      secret: { kind: 'password', password: 'hunter2' },
    })
    .catch(() => 'there is no vault here: a failed act is one too')
  const { entries } = await client.audit.list({ limit: 50 })
  expect(entries.map(({ act, result, person }) => [act, result, person])).toEqual([
    ['credentials.add', 'failed', 'owner'],
    ['machines.list', 'refused', 'limited'],
    ['sites.remove', 'failed', 'owner'],
    ['sites.create', 'done', 'owner'],
  ])
  expect(entries[3]).toMatchObject({ parameters: { name: 'Berlin' }, role: 'Owner' })
  expect(entries[1]).toMatchObject({ permission: 'domain.read', shell: 'test' })
  expect(JSON.stringify(entries)).not.toContain('hunter2')
  expect(site.name).toBe('Berlin')
  const verdict = await client.audit.verify({})
  expect(verdict).toMatchObject({ entries: 4, problem: null })
  expect((await client.audit.list({ limit: 1 })).entries[0]?.act).toBe('audit.verify')
  const written = await exported(client, { format: 'jsonl', act: 'sites' })
  expect(written).toMatchObject({ count: 2, mediaType: 'application/jsonl', part: false })
  expect(written.text).toContain('"filter":{"act":"sites"}')
  expect(written.text).not.toContain('hunter2')
  expect(await client.audit.status()).toMatchObject({ problem: null, forward: null })
})

test('what the policies say of exports holds here too', async () => {
  await using served = await serve(null)
  const { core, client } = served
  for (let index = 0; index < 5; index++) core.audit.record(testDraft())
  const policies = core.policies.get()
  core.policies.set({ ...policies, data: { ...policies.data, exportMaxRows: 3 } })
  await expect(client.audit.export({ format: 'csv' })).rejects.toMatchObject({
    data: { code: 'policy.refused' },
  })
  expect((await exported(client, { format: 'csv', person: 'nobody' })).count).toBe(0)
})
