import type { HostEnforcement } from '../../../shared/contract/people.ts'
import { AppError } from '../../../shared/errors.ts'
import type { HostId } from '../../../shared/ids.ts'
import type { ReadOnlyReason } from '../hosts/index.ts'
import type { HostRecord } from '../../../shared/models/host.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import { type Permission, permissions } from '../../../shared/permissions.ts'
import { mayWriteOn } from './explain.ts'
import { type PolkitUser, polkitActions, polkitRule, queryNames } from './polkit.ts'
import { type SshdUser, sshdConfig } from './sshdRules.ts'
import type { Access, AccessControl, Account, GrantView } from './types.ts'

/** What is asked to say what a host enforces. */
export interface EnforcementSources {
  access: Pick<AccessControl, 'accessOf' | 'grantsOf'>
  people: { list(): readonly Account[] }
  registry: {
    list(): HostRecord[]
    readOnlyReason(id: HostId): ReadOnlyReason
    preview(draft: { uri: string }): { driver: string; transport: string; remoteUri: string }
  }
  inventory: { machinesOf(hostId: HostId): Iterable<Machine> }
}

/** A name that is also one of an account on a UNIX host. */
const unixName = /^[a-z_][a-z0-9_-]{0,31}$/

/** Rights that a machine can be the subject of. */
const ofMachines: readonly Permission[] = permissions.filter(each => /^(domain|console)\b/.test(each))

/** For each host that the asker reads: what the host itself would refuse, what only this program does, and rules that close the difference. */
export function enforcementOf(
  sources: EnforcementSources,
  seen: { registry: { list(): HostRecord[] } },
): HostEnforcement[] {
  return seen.registry.list().map(host => enforcementOn(host, sources))
}

function enforcementOn(host: HostRecord, sources: EnforcementSources): HostEnforcement {
  const { registry, inventory, access, people } = sources
  const machines = () => inventory.machinesOf(host.id)
  const way = wayOf(host, registry)
  const holders = people
    .list()
    .filter(({ disabled }) => !disabled)
    .map(({ id, name }) => {
      const own = access.accessOf(id)
      const grants = access.grantsOf(id).filter(({ grant }) => grant.scope.kind === 'query')
      const writes = mayWriteOn(own, host.id, machines)
      const beyond = grants.filter(
        ({ grant: { scope } }) => scope.kind === 'query' && queryNames(scope.query) === null,
      )
      return { id, name, own, grants, writes, beyond, rights: rightsOn(own, host.id, machines) }
    })
    .filter(({ rights }) => rights.length > 0)
  const named = holders.filter(({ name }) => unixName.test(name) && name !== 'root')
  const users = named.map(each => polkitUser(each.name, each, host.id))
  const doors = named.map(
    ({ name, writes, rights }): SshdUser => ({
      user: name,
      writes,
      console: rights.includes('console.view'),
    }),
  )
  const reason = registry.readOnlyReason(host.id)
  const isForAll = reason.code === 'configured' || reason.code === 'policy'
  return {
    hostId: host.id,
    host: host.name,
    readOnly: reason.code !== 'writable',
    why: reason.code,
    site: reason.site,
    people: holders.map(({ id, name, rights, writes, beyond }) => ({
      personId: id,
      name,
      rights,
      byHost: !writes || isForAll,
      notes: notesOf({ name, writes, beyond }, reason),
    })),
    polkitRule: polkitRule(host.name, way.driver, users),
    sshdConfig: way.bySsh
      ? sshdConfig(host.name, way.remoteUri, doors)
      : '# This host is not reached by SSH: there is nothing for its sshd to restrict.\n',
  }
}

/** On the host itself, or on some machine of it. */
function rightsOn(access: Access, hostId: HostId, machines: () => Iterable<Machine>): Permission[] {
  const subject = { kind: 'host', hostId } as const
  const held = new Set(permissions.filter(each => access.may(each, subject)))
  const missing = ofMachines.filter(each => !held.has(each) && access.mayAnywhere(each))
  if (missing.length > 0)
    for (const machine of machines())
      for (const each of missing) if (access.mayMachine(each, machine)) held.add(each)
  return permissions.filter(each => held.has(each))
}

interface Holder {
  own: Access
  grants: readonly GrantView[]
  writes: boolean
}

/** A scope that asks for more than names is left out: the rule gives less than NovaCron, never more. */
function polkitUser(user: string, { own, grants, writes }: Holder, hostId: HostId): PolkitUser {
  const whole = permissions.filter(each => own.may(each, { kind: 'host', hostId }))
  const byName = grants.flatMap(({ grant, permissions: given }) => {
    const names = grant.scope.kind === 'query' ? queryNames(grant.scope.query) : null
    const actions = polkitActions(ofMachines.filter(each => given.includes(each)))
    return names === null || actions.length === 0 ? [] : [{ actions, names }]
  })
  const actions = polkitActions(whole)
  return { user, writes, grants: [...(actions.length > 0 ? [{ actions, names: null }] : []), ...byName] }
}

type Note = HostEnforcement['people'][number]['notes'][number]

function notesOf(
  { name, writes, beyond }: { name: string; writes: boolean; beyond: readonly GrantView[] },
  reason: ReadOnlyReason,
): Note[] {
  const note = (code: Note['code'], queries: string[] = []): Note => ({ code, queries })
  const first = !writes
    ? 'whileAlone'
    : reason.code === 'configured'
      ? 'alwaysReadOnly'
      : reason.code === 'policy'
        ? 'untilElevated'
        : 'onlyHere'
  const queries = beyond.flatMap(({ grant: { scope } }) => (scope.kind === 'query' ? [scope.query] : []))
  const hasAccount = unixName.test(name) && name !== 'root'
  return [
    note(first),
    ...(queries.length > 0 ? [note('beyond', queries)] : []),
    ...(hasAccount ? [] : [note('noAccount')]),
  ]
}

function wayOf({ uri }: HostRecord, registry: EnforcementSources['registry']) {
  try {
    const { driver, transport, remoteUri } = registry.preview({ uri })
    return { driver: driverName(driver), remoteUri, bySsh: transport === 'ssh' || transport === 'openssh' }
  } catch (error) {
    // A stored URI that this version can't read any more still has people.
    if (!(error instanceof AppError)) throw error
    return { driver: 'QEMU', remoteUri: 'qemu:///system', bySsh: uri.includes('+ssh') }
  }
}

/** As libvirt's daemon calls the driver of a URI's scheme. */
function driverName(text: string): string {
  const scheme = /^[a-z]+/i.exec(text)?.[0].toLowerCase() ?? 'qemu'
  const known: Record<string, string> = {
    qemu: 'QEMU',
    lxc: 'LXC',
    xen: 'Xen',
    vbox: 'VBOX',
    bhyve: 'bhyve',
    test: 'Test',
    ch: 'CH',
  }
  return known[scheme] ?? 'QEMU'
}
