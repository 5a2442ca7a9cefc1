import { isContractProcedure } from '@orpc/contract'
import { createRouterClient, isProcedure } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ContractClient, fromCallError } from '../../../shared/contract/client.ts'
import { contract } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/errors.ts'
import type { Scope } from '../../../shared/models/access.ts'
import { defaultPolicies } from '../../../shared/models/policies.ts'
import type { Permission } from '../../../shared/permissions.ts'
import { nobodyAccess } from '../access/owner.ts'
import { everything, type FleetCore, fleetCore } from '../access/testing/fleetCore.ts'
import type { Access } from '../access/types.ts'
import { ownerSeat } from '../access/owner.ts'
import { api, serving } from './base.ts'
import { ownerCaller } from './caller.ts'
import { type ApiRouter, createRouter } from './router.ts'

/** What a procedure is about: `view` narrows itself, the others are inside Rack A. */
type About = 'view' | 'installation' | 'site' | 'host' | 'machine'
type Row = readonly [needs: Permission | 'everyone', about: About, input?: unknown]

const hostId = 'd1b0cf0c-58e7-4c6f-9ed3-8e1b9a2b2d01'
const uuid = '5d1f3c1e-7a39-4c1c-8d1f-1f2f3f4f5f6f'

/** Every procedure with the right that it is meant to need; what the contract says is held against this. */
function rowsOf({
  host,
  machine,
  site,
}: {
  host: string
  machine: string
  site: string
}): Record<string, Row> {
  const key = { key: machine }
  const onHost = { hostId: host }
  const fleet = { scope: { kind: 'fleet' } }
  const draft = { uri: 'qemu:///system', siteId: site }
  const passphrase = 'correct horse battery'
  const person = { personId: uuid }
  const account = { name: 'zoe', displayName: '', passphrase, groups: [] }
  const becoming = { name: 'zoe', displayName: '', passphrase }
  const role = { name: 'r', description: '', permissions: [] }
  const secret = { kind: 'password', password: 'x' }
  const backup = { name: 'a', passphrase }
  return {
    'app.info': ['app.read', 'view'],
    'app.getSetting': ['settings.own', 'view', { key: 'a' }],
    'app.setSetting': ['settings.own', 'view', { key: 'a', value: 1 }],
    'app.watchSettings': ['settings.own', 'view', { keys: ['a'] }],
    'app.signInLink': ['session.manage', 'installation'],
    'app.sessions': ['session.manage', 'installation'],
    'app.endSession': ['session.manage', 'installation', { id: 'a' }],
    'app.retryAll': ['host.connect', 'view'],
    'sites.create': ['site.manage', 'site', { name: 'a', parentId: site }],
    'sites.update': ['site.manage', 'site', { siteId: site, name: 'b' }],
    'sites.remove': ['site.manage', 'site', { siteId: site }],
    'hosts.watch': ['host.read', 'view'],
    'hosts.list': ['host.read', 'view'],
    'hosts.preview': ['host.manage', 'site', draft],
    'hosts.inherited': ['host.manage', 'site', { uri: null, siteId: site }],
    'hosts.discover': ['host.manage', 'view'],
    'hosts.readList': ['host.manage', 'view', { text: '', fileName: 'a' }],
    'hosts.add': ['host.manage', 'site', draft],
    'hosts.update': ['host.manage', 'host', { hostId: host, name: 'a' }],
    'hosts.remove': ['host.manage', 'host', onHost],
    'hosts.connect': ['host.connect', 'host', onHost],
    'hosts.disconnect': ['host.connect', 'host', onHost],
    'hosts.answer': ['host.answer', 'host', { hostId: host, answer: { kind: 'refuse' } }],
    'hosts.test': ['host.manage', 'host', onHost],
    'hosts.pinnedKeys': ['host.read', 'host', onHost],
    'hosts.watchConnection': ['host.read', 'host', onHost],
    'hosts.watchDevices': ['host.read', 'host', onHost],
    'hosts.abilities': ['host.read', 'host', onHost],
    'hosts.acceptDestination': ['host.manage', 'host', { hostId: host, digest: 'x' }],
    'hosts.forgetKey': ['host.trust', 'host', { hostId: host, endpoint: 'a:22', sha256: 'SHA256:x' }],
    'machines.watch': ['domain.read', 'view'],
    'machines.list': ['domain.read', 'view', {}],
    'machines.match': ['domain.read', 'view', { where: '' }],
    'machines.complete': ['domain.read', 'view', { query: '', cursor: 0 }],
    'machines.get': ['domain.read', 'machine', key],
    'machines.xml': ['domain.read', 'machine', key],
    'machines.hardware': ['domain.read', 'machine', key],
    'machines.pending': ['domain.read', 'machine', key],
    'machines.compare': ['domain.read', 'machine', { a: key, b: key }],
    'machines.versions': ['domain.read', 'machine', key],
    // Machine by machine, inside; see `view/narrowedTasks`.
    'machines.plan': ['domain.read', 'view', { action: 'start', keys: [machine] }],
    'machines.operate': ['domain.operate.start', 'view', { action: 'start', keys: [machine] }],
    'machines.export': ['export.run', 'view', { format: 'json' }],
    'tasks.watch': ['task.read', 'view'],
    // Of a task that is not there anybody who cancels tasks may be told so.
    'tasks.cancel': ['task.cancel', 'view', { taskId: uuid }],
    'metrics.watch': ['metrics.read', 'view', { keys: null, hostIds: null, history: 0 }],
    'metrics.watchMachine': ['metrics.read', 'machine', key],
    'metrics.machineHistory': ['metrics.read', 'machine', key],
    'metrics.hostHistory': ['metrics.read', 'host', onHost],
    'resources.watchStorage': ['storage.read', 'view'],
    'resources.watchNetworks': ['network.read', 'view'],
    'resources.watchDevices': ['host.read', 'view'],
    'resources.watchSnapshots': ['domain.read', 'view'],
    'resources.pools': ['storage.read', 'host', onHost],
    'resources.volumes': ['storage.read', 'host', onHost],
    'resources.askPool': ['host.connect', 'host', { ...onHost, uuid }],
    'resources.networks': ['network.read', 'host', onHost],
    'resources.leases': ['network.read', 'host', onHost],
    'resources.snapshots': ['domain.read', 'machine', key],
    'resources.nodeDevices': ['host.read', 'host', onHost],
    'resources.capabilities': ['host.read', 'host', onHost],
    'events.watch': ['event.read', 'view'],
    'settings.connections': ['host.read', 'view'],
    'settings.setConnectionDefaults': ['host.manage', 'installation', { options: {} }],
    'settings.data': ['app.read', 'view'],
    'settings.verify': ['app.diagnostics', 'installation'],
    'settings.compact': ['settings.manage', 'installation'],
    'settings.exportHosts': ['export.run', 'view', { format: 'json' }],
    'settings.diagnostics': ['app.diagnostics', 'view'],
    'storage.watch': ['storage.read', 'view', fleet],
    'networks.watch': ['network.read', 'view', fleet],
    'topology.watch': ['domain.read', 'view', fleet],
    'fleet.overview': ['host.read', 'view', fleet],
    'fleet.wasThere': ['app.read', 'view', { thing: { kind: 'host', hostId: host } }],
    'search.run': ['domain.read', 'view', { text: 'a', limit: 1 }],
    'changes.watch': ['domain.read', 'view', { sinceMs: 0 }],
    'changes.list': ['domain.read', 'view', { sinceMs: 0 }],
    'changes.visit': ['settings.own', 'view'],
    'session.watch': ['everyone', 'view'],
    'session.state': ['everyone', 'view'],
    'session.strength': ['everyone', 'view', { passphrase: 'a' }],
    'session.setUp': ['everyone', 'view', { mode: 'justMe', unlock: 'none' }],
    'session.signIn': ['everyone', 'view', { name: 'a', passphrase }],
    'session.signInByKeychain': ['everyone', 'view'],
    'session.recover': ['everyone', 'view', { name: 'a', recoveryKey: 'a', passphrase }],
    'session.lock': ['everyone', 'view'],
    'session.signOut': ['everyone', 'view'],
    'session.touch': ['everyone', 'view'],
    'session.changePassphrase': ['settings.own', 'view', { old: null, passphrase }],
    'session.remember': ['settings.own', 'view', { on: false }],
    'session.newRecoveryKey': ['settings.own', 'view', { passphrase: null }],
    'session.beginSecondFactor': ['settings.own', 'view'],
    'session.confirmSecondFactor': ['settings.own', 'view', { code: '1' }],
    'session.renewRecoveryCodes': ['settings.own', 'view', { code: '1' }],
    'session.removeSecondFactor': ['settings.own', 'view', { code: '1' }],
    'session.list': ['settings.own', 'view'],
    'session.end': ['settings.own', 'view', { sessionId: uuid }],
    'session.elevate': ['settings.own', 'view', { roleId: 'admin', reason: 'for a test', minutes: 1 }],
    'session.endElevation': ['settings.own', 'view'],
    'session.elevations': ['settings.own', 'view'],
    'session.becomePeople': ['user.manage', 'installation', becoming],
    'session.becomeJustMe': ['user.manage', 'installation', { unlock: 'keychain' }],
    'people.watch': ['user.read', 'installation'],
    'people.add': ['user.manage', 'installation', account],
    'people.update': ['user.manage', 'installation', person],
    'people.remove': ['user.manage', 'installation', person],
    'people.resetPassphrase': ['user.manage', 'installation', { ...person, passphrase }],
    'people.resetSecondFactor': ['user.manage', 'installation', person],
    'people.addGroup': ['user.manage', 'installation', { name: 'a' }],
    'people.updateGroup': ['user.manage', 'installation', { groupId: uuid }],
    'people.removeGroup': ['user.manage', 'installation', { groupId: uuid }],
    'people.addRole': ['user.manage', 'installation', role],
    'people.updateRole': ['user.manage', 'installation', { roleId: uuid }],
    'people.removeRole': ['user.manage', 'installation', { roleId: uuid }],
    'people.addGrant': [
      'user.manage',
      'installation',
      { subject: { kind: 'person', id: uuid }, roleId: 'viewer', scope: { kind: 'everything' } },
    ],
    'people.removeGrant': ['user.manage', 'installation', { grantId: uuid }],
    'people.previewScope': ['user.read', 'installation', { scope: { kind: 'everything' } }],
    'people.effective': ['user.read', 'installation', person],
    'people.why': ['app.read', 'view', { permission: 'host.read', subject: { kind: 'installation' } }],
    'people.who': ['user.read', 'installation', { subject: { kind: 'installation' } }],
    'people.enforcement': ['user.read', 'installation'],
    'credentials.list': ['credential.read', 'view'],
    'credentials.watch': ['credential.read', 'view'],
    'credentials.add': ['credential.manage', 'site', { name: 'a', siteId: site, userName: null, secret }],
    // Of a credential that is not there anybody who manages some may be told so.
    'credentials.update': ['credential.manage', 'view', { credentialId: uuid }],
    'credentials.remove': ['credential.manage', 'view', { credentialId: uuid }],
    'audit.list': ['audit.read', 'view', {}],
    'audit.watch': ['audit.read', 'view', {}],
    // The verdict is of the whole chain and tells nothing but numbers of entries.
    'audit.verify': ['audit.read', 'view', {}],
    'audit.status': ['audit.read', 'installation'],
    'audit.export': ['audit.read', 'view', { format: 'csv' }],
    'policies.watchWindow': ['app.read', 'view'],
    'policies.get': ['policy.read', 'view'],
    'policies.preview': ['policy.manage', 'installation', { policies: defaultPolicies }],
    'policies.set': ['policy.manage', 'installation', { policies: defaultPolicies }],
    'config.list': ['app.read', 'view', {}],
    'config.set': ['host.manage', 'host', { place: { kind: 'host', hostId: host }, key: 'a', value: 1 }],
    'config.setOwn': ['settings.own', 'view', { key: 'a', value: 1 }],
    'config.export': ['settings.manage', 'installation'],
    'config.import': ['settings.manage', 'installation', { text: '', apply: false }],
    'config.reset': ['settings.manage', 'installation', { section: null }],
    'backup.list': ['backup.run', 'installation'],
    'backup.run': ['backup.run', 'installation', { passphrase }],
    'backup.preview': ['backup.restore', 'installation', backup],
    'backup.restore': ['backup.restore', 'installation', backup],
    'backup.cancelRestore': ['backup.restore', 'installation'],
    'backup.remove': ['backup.restore', 'installation', { name: 'a' }],
    'backup.schedule': ['backup.run', 'installation', { passphrase: null, keep: 1 }],
  }
}

/** The rights of each built-in role as they are meant; every right below one is meant with it. */
const looking = [
  'host.read',
  'domain.read',
  'storage.read',
  'network.read',
  'metrics.read',
  'event.read',
  'task.read',
]
const roles: Record<string, readonly string[]> = {
  owner: [
    'app',
    'settings',
    'host',
    'site',
    'domain',
    'console',
    'storage',
    'network',
    'metrics',
    'event',
    'task',
  ].concat(['export', 'credential', 'user', 'session', 'policy', 'audit', 'backup']),
  admin: [
    'app',
    'settings',
    'host',
    'site',
    'domain',
    'console',
    'storage',
    'network',
    'metrics',
    'event',
    'task',
  ].concat(['export', 'credential', 'user', 'session', 'policy', 'audit.read', 'backup.run']),
  operator: [...looking, 'app.read', 'app.diagnostics', 'settings.own', 'host.connect', 'host.answer'].concat(
    ['domain.operate', 'console', 'task.cancel', 'export.run', 'credential.read', 'credential.use'],
  ),
  viewer: [...looking, 'app.read', 'settings.own'],
  auditor: [
    ...looking,
    'app.read',
    'settings.own',
    'user.read',
    'policy.read',
    'credential.read',
    'audit.read',
  ].concat(['export.run']),
}
const holds = (role: string, needs: string): boolean =>
  (roles[role] ?? []).some(held => needs === held || needs.startsWith(`${held}.`))

/** What each kind of scope reaches. */
const reaches: Record<string, readonly About[]> = {
  everything: ['view', 'installation', 'site', 'host', 'machine'],
  site: ['view', 'site', 'host', 'machine'],
  host: ['view', 'host', 'machine'],
  query: ['view', 'machine'],
  none: [],
}

function* procedures(node: object, path: string[] = []): Generator<string> {
  for (const [name, value] of Object.entries(node)) {
    if (isContractProcedure(value)) yield [...path, name].join('.')
    else yield* procedures(value, [...path, name])
  }
}

/** The contract's own shape with handlers that only say that they were reached: what comes before them is the real thing. */
function stubs(node: object): object {
  return Object.fromEntries(
    Object.entries(node).map(([name, value]: [string, { handler?: (run: () => never) => unknown }]) => [
      name,
      typeof value.handler === 'function'
        ? value.handler(() => {
            throw new AppError('internal', 'reached')
          })
        : stubs(value),
    ]),
  )
}
const areas = () => Object.fromEntries(Object.keys(contract).map(name => [name, Reflect.get(api, name)]))

function* served(node: object, path: string[] = []): Generator<[string, readonly unknown[]]> {
  for (const [name, value] of Object.entries(node)) {
    if (isProcedure(value)) yield [[...path, name].join('.'), value['~orpc'].middlewares]
    else if (typeof value === 'object' && value !== null) yield* served(value, [...path, name])
  }
}

let fleet: FleetCore
let rows: Record<string, Row>
const accesses = new Map<string, Access>()
beforeAll(async () => {
  fleet = await fleetCore({ hosts: 4, machinesPerHost: 4 })
  const host = fleet.hostIds[1] as string
  const machine = fleet.keys.find(key => key.startsWith(host)) as string
  const name = fleet.core.inventory.machine(machine as never)?.name ?? ''
  const site = fleet.site('Rack A')
  rows = rowsOf({ host, machine, site })
  const scopes: Record<string, Scope | null> = {
    everything,
    site: { kind: 'site', siteId: site },
    host: { kind: 'host', hostId: host as never },
    query: { kind: 'query', query: `name=${name}` },
    none: null,
  }
  for (const role of Object.keys(roles))
    for (const [kind, scope] of Object.entries(scopes)) {
      const id = fleet.person(`${role} ${kind}`)
      if (scope) fleet.grant(id, role, scope)
      accesses.set(`${role} ${kind}`, fleet.core.access.accessOf(id))
    }
})
afterAll(async () => fleet?.[Symbol.asyncDispose]())

function clientOf(access: Access): ContractClient {
  const router: ApiRouter = serving(fleet.core).router(stubs(areas()) as never)
  const caller = { ...ownerCaller('test'), seat: { ...ownerSeat('test'), access } }
  return createRouterClient(router, { context: { caller, log: fleet.core.log } })
}

/** `reached`, or the code that it was refused with. */
async function outcome(client: ContractClient, path: string, input: unknown): Promise<string> {
  const [area = '', name = ''] = path.split('.')
  const call = Reflect.get(Reflect.get(client, area) as object, name) as (input: unknown) => Promise<unknown>
  try {
    await call(input)
  } catch (error) {
    const app = fromCallError(error)
    if (!(app instanceof AppError)) throw error
    return app.message === 'reached' || app.code === 'internal' ? 'reached' : app.code
  }
  return 'answered'
}

test('every procedure has its row, declares the right of its row, and passes the one gate', () => {
  const all = [...procedures(contract)]
  expect(Object.keys(rows).sort()).toEqual(all.sort())
  const [gate] = [
    ...served({
      one: (api.app.info as { handler(run: () => never): object }).handler(() => {
        throw new Error('never')
      }),
    }),
  ]
  const middlewares = [...served(createRouter(fleet.core))]
  expect(middlewares.map(([path]) => path).sort()).toEqual(all)
  const open = middlewares.filter(([, own]) => !own.includes(gate?.[1][0]))
  expect(open.map(([path]) => path)).toEqual([])
})

describe.each(Object.keys(roles))('%s', role => {
  test.each(Object.keys(reaches))('over %s', async kind => {
    const access = accesses.get(`${role} ${kind}`)
    if (!access) throw new Error('no access')
    const client = clientOf(access)
    const wrong: string[] = []
    for (const [path, [needs, about, input]] of Object.entries(rows)) {
      const got = await outcome(client, path, input)
      const isMeant = needs === 'everyone' || (holds(role, needs) && reaches[kind]?.includes(about))
      const isRefused = /^(rights\.denied|host\.unknown|machine\.unknown|name\.unknown)$/.test(got)
      if (isMeant ? got !== 'reached' : !isRefused) wrong.push(`${path}: ${got}`)
    }
    expect(wrong).toEqual([])
  })
})

test('where nobody is signed in, everything but the door answers that', async () => {
  const client = clientOf(nobodyAccess)
  const wrong: string[] = []
  for (const [path, [needs, , input]] of Object.entries(rows)) {
    const got = await outcome(client, path, input)
    if (got !== (needs === 'everyone' ? 'reached' : 'session.required')) wrong.push(`${path}: ${got}`)
  }
  expect(wrong).toEqual([])
})

test('what may not be read is answered as what does not exist, to the word', async () => {
  const access = accesses.get('viewer site')
  if (!access) throw new Error('no access')
  const client = clientOf(access)
  const other = fleet.hostIds[3] as string
  const hidden = fleet.keys.find(key => key.startsWith(other)) as string
  const refusal = async (path: string, input: unknown) => {
    const [area = '', name = ''] = path.split('.')
    const call = Reflect.get(Reflect.get(client, area) as object, name) as (
      input: unknown,
    ) => Promise<unknown>
    const thrown: unknown = await call(input).catch((error: unknown) => fromCallError(error))
    return thrown instanceof AppError ? thrown.toWire() : thrown
  }
  const swapped = (value: unknown, to: { host: string; machine: string; site: string }): unknown =>
    Object.values(rowsOf(to))[Object.values(rows).findIndex(([, , input]) => input === value)]?.[2]
  const lab = fleet.site('Lab')
  for (const [path, [needs, about, input]] of Object.entries(rows)) {
    if (!['host', 'machine', 'site'].includes(about) || needs === 'everyone' || !holds('viewer', needs))
      continue
    const there = await refusal(path, swapped(input, { host: other, machine: hidden, site: lab }))
    const gone = { host: hostId, machine: `${hostId}/${uuid}`, site: uuid }
    const nowhere = await refusal(path, swapped(input, gone))
    const same = (text: string) =>
      text.replaceAll(hidden, gone.machine).replaceAll(other, gone.host).replaceAll(lab, gone.site)
    expect([path, JSON.parse(same(JSON.stringify(there)))]).toEqual([path, nowhere])
    expect(path + JSON.stringify(there)).toMatch(/unknown/)
  }
})
