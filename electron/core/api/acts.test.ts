import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type ContractClient, fromCallError } from '../../../shared/contract/client.ts'
import type { MachineKey, TaskId } from '../../../shared/ids.ts'
import { defaultPolicies, Policies } from '../../../shared/models/policies.ts'
import { type Core, createCore } from '../core.ts'
import { connectLibvirt, type LibvirtClient } from '../libvirt/index.ts'
import { createLog } from '../log.ts'
import { fillStore } from '../testing/fleet.ts'
import { connectUnix, libvirtdMissing, startLibvirtd, type TestLibvirtd } from '../testing/libvirtd.ts'
import { temporaryFolder } from '../testing/store.ts'
import { openStore } from '../store/index.ts'
import { ownerCaller } from './caller.ts'
import { zoneAt } from '../policies/index.ts'
import { createRouter } from './router.ts'

let owned: ReturnType<typeof temporaryFolder>
let core: Core
let client: ContractClient
let keys: MachineKey[]

beforeAll(async () => {
  owned = temporaryFolder()
  const store = openStore(owned.path)
  keys = fillStore(store, { hosts: 1, machinesPerHost: 12, atMs: 1 }).keys
  store.close()
  core = await createCore({ folder: owned.path, log: createLog('silent'), shell: 'test' })
  client = createRouterClient(createRouter(core), { context: { caller: ownerCaller('test'), log: core.log } })
})
afterAll(async () => {
  await core.close()
  owned[Symbol.dispose]()
})

const failure = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise
  } catch (error) {
    return fromCallError(error)
  }
  throw new Error('the call did not fail')
}

test('an export over the limit of the policies is refused by the core, whoever asks', async () => {
  core.policies.set(Policies.parse({ data: { exportMaxRows: 5 } }))
  expect(await failure(client.machines.export({ format: 'csv' }))).toMatchObject({
    code: 'policy.refused',
    data: { policy: 'exportMaxRows', limit: 5, rows: 12 },
  })
  expect((await client.machines.export({ format: 'csv', keys: keys.slice(0, 5) })).count).toBe(5)
  core.policies.set(defaultPolicies)
})

test('every window hears of what binds it, and again when that changes', async () => {
  const ending = new AbortController()
  const rules = (await client.policies.watchWindow(undefined, { signal: ending.signal }))[
    Symbol.asyncIterator
  ]()
  expect((await rules.next()).value).toEqual({
    productionColour: 'red',
    clipboardAllowed: true,
    exportMaxRows: null,
  })
  await client.policies.set({ policies: Policies.parse({ productionColour: 'violet' }) })
  expect((await rules.next()).value).toMatchObject({ productionColour: 'violet' })
  ending.abort()
  core.policies.set(defaultPolicies)
})

test('what a document of settings would change is told before it does, and its policies are held to their right', async () => {
  const text = JSON.stringify({
    format: 'novacron.config',
    version: 1,
    installation: { 'monitoring.eventsKept': 200 },
    policies: Policies.parse({ productionColour: 'orange' }),
  })
  const plan = await client.config.import({ text, apply: false })
  expect(plan.changes.map(({ key }) => key)).toEqual(['monitoring.eventsKept', 'policies.productionColour'])
  expect(core.config.retention().eventsKept).toBe(4_000)
  await client.config.import({ text, apply: true })
  expect(core.config.retention().eventsKept).toBe(200)
  expect(core.policies.get().productionColour).toBe('orange')
  expect(await failure(client.config.import({ text: ' '.repeat(1_000_001), apply: true }))).toMatchObject({
    code: 'input.invalid',
  })
  await client.config.reset({ section: null })
  expect(core.config.retention().eventsKept).toBe(4_000)
})

describe.skipIf(libvirtdMissing() !== null)('on a live machine of a production site', () => {
  let daemon: TestLibvirtd
  let keeper: LibvirtClient
  let key: MachineKey
  beforeAll(async () => {
    daemon = await startLibvirtd()
    keeper = connectLibvirt(await connectUnix(daemon.socket))
    await keeper.open({ uri: 'test:///default' })
    const { id: siteId } = await client.sites.create({ name: 'Frankfurt', production: true })
    core.start()
    await client.hosts.add({ uri: daemon.clientUri('test', '/default'), name: 'alpha', siteId })
    key = await vi.waitFor(
      async () => {
        const [machine] = await client.machines.list({ where: 'host:alpha state:running' })
        if (!machine || machine.stale) throw new Error('not there yet')
        return machine.key
      },
      { timeout: 20_000, interval: 50 },
    )
  })
  afterAll(async () => {
    await keeper?.close()
    await daemon?.stop()
  })

  test('a name that was not typed is refused in the core, and nothing is begun', async () => {
    const [step] = await client.machines.plan({ action: 'reset', keys: [key] })
    expect(step).toMatchObject({ name: 'test', skip: null, typed: true })
    for (const confirmed of [undefined, [], ['Test'], ['1']]) {
      const asked = client.machines.operate({
        action: 'forceOff',
        keys: [key],
        ...(confirmed ? { confirmed } : {}),
      })
      expect(await failure(asked)).toMatchObject({
        code: 'policy.refused',
        data: { policy: 'typedConfirmation', keys: [key] },
      })
    }
    expect(core.tasks.list()).toEqual([])
  })

  test('forbidden hours are told by the plan and refused by the act; break-glass lifts them', async () => {
    const always = { days: [0, 1, 2, 3, 4, 5, 6], fromMinute: 0, toMinute: 0, siteId: null }
    core.policies.set(Policies.parse({ acts: { forbiddenHours: [always] } }))
    const [step] = await client.machines.plan({ action: 'shutdown', keys: [key] })
    expect(step?.skip).toEqual({
      code: 'hours',
      untilMs: expect.any(Number),
      zone: zoneAt(step?.skip?.untilMs ?? 0),
    })
    expect(await failure(client.machines.operate({ action: 'shutdown', keys: [key] }))).toMatchObject({
      code: 'policy.refused',
      data: { policy: 'forbiddenHours' },
    })
    const elevated = ownerCaller('test')
    elevated.seat = { ...elevated.seat, elevated: true }
    const lifted: ContractClient = createRouterClient(createRouter(core), {
      context: { caller: elevated, log: core.log },
    })
    expect((await lifted.machines.plan({ action: 'shutdown', keys: [key] }))[0]?.skip).toBeNull()
    const { tasks } = await lifted.machines.operate({
      action: 'forceOff',
      keys: [key],
      confirmed: ['alpha/test'],
    })
    expect((await core.tasks.done(tasks[0]?.id ?? ('' as TaskId))).status).toBe('done')
    core.policies.set(defaultPolicies)
  })

  test('a host that a policy opens read-only is left alone with the site that the policy names', async () => {
    const site = core.registry.sites().find(each => each.name === 'Frankfurt')
    if (!site) throw new Error('no site')
    core.policies.set(Policies.parse({ hosts: { readOnlySites: [site.id] } }))
    await vi.waitFor(
      async () => {
        const [step] = await client.machines.plan({ action: 'start', keys: [key] })
        expect(step?.skip).toEqual({
          code: 'hostReadOnly',
          host: 'alpha',
          why: 'policy',
          site: 'Frankfurt',
        })
      },
      { timeout: 20_000, interval: 50 },
    )
    core.policies.set(defaultPolicies)
  })
})
