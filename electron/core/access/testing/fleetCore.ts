import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import type { ContractClient } from '../../../../shared/contract/client.ts'
import { type HostId, type MachineKey, PersonId, RoleId, type SiteId } from '../../../../shared/ids.ts'
import type { Grant, Scope } from '../../../../shared/models/access.ts'
import { ownerCaller } from '../../api/caller.ts'
import { createRouter } from '../../api/router.ts'
import type { Clock } from '../../clock.ts'
import { type Core, createCore } from '../../core.ts'
import { createLog } from '../../log.ts'
import { openStore, type Store } from '../../store/index.ts'
import { fillStore } from '../../testing/fleet.ts'
import { ownerAccess, ownerSeat } from '../owner.ts'
import type { Access, Account, Seat } from '../types.ts'

/** A core over a filled store, with people whose accounts are only names. */
export interface FleetCore extends AsyncDisposable {
  readonly core: Core
  /** Host 0 is in Berlin, 1 in Rack A, 2 in Rack B (both below Berlin), 3 in Lab, and so on. */
  readonly hostIds: HostId[]
  readonly keys: MachineKey[]
  site(name: string): SiteId
  /** Somebody new without any right. */
  person(name: string): PersonId
  disable(id: PersonId, disabled?: boolean): void
  forget(id: PersonId): void
  /** Grants a role; the owner of the folder does it. */
  grant(id: PersonId, role: string, scope: Scope, untilMs?: number | null): Grant
  /** What somebody may do, and a client that calls as them; the seat ends with `end`. */
  at(access: Access): { client: ContractClient; seat: Seat; end(reason: Error): void }
}

/** Opens it in a temporary folder that goes with it. `fill` adds to the store before the core opens it. */
export async function fleetCore(
  options: {
    hosts?: number
    machinesPerHost?: number
    clock?: Clock
    fill?(store: Store, hostIds: HostId[]): void
  } = {},
): Promise<FleetCore> {
  const folder = mkdtempSync(join(tmpdir(), 'novacron-access-'))
  const store = openStore(folder)
  const { hosts = 4, machinesPerHost = 10, clock } = options
  const { hostIds, keys } = fillStore(store, { hosts, machinesPerHost })
  options.fill?.(store, hostIds)
  store.close()
  const core = await createCore({
    folder,
    log: createLog('silent'),
    shell: 'test',
    ...(clock ? { clock } : {}),
  })
  const accounts = new Map<PersonId, Account>()
  const listeners = new Set<() => void>()
  const changed = () => {
    for (const each of listeners) each()
  }
  core.access.useAccounts({
    list: () => [...accounts.values()],
    onChange(callback) {
      listeners.add(callback)
      return () => listeners.delete(callback)
    },
  })
  const router = createRouter(core)
  return {
    core,
    hostIds,
    keys,
    site(name) {
      const site = core.registry.sites().find(each => each.name === name)
      if (!site) throw new Error(`no site ${name}`)
      return site.id
    },
    person(name) {
      const id = PersonId.parse(randomUUID())
      accounts.set(id, { id, name, displayName: name, disabled: false })
      changed()
      return id
    },
    disable(id, disabled = true) {
      const account = accounts.get(id)
      if (account) accounts.set(id, { ...account, disabled })
      changed()
    },
    forget(id) {
      accounts.delete(id)
      changed()
    },
    grant: (id, role, scope, untilMs = null) =>
      core.access.addGrant(ownerAccess, {
        subject: { kind: 'person', id },
        roleId: RoleId.parse(role),
        scope,
        untilMs,
      }),
    at(access) {
      const epoch = new AbortController()
      const seat: Seat = { ...ownerSeat('test'), access, epoch: epoch.signal }
      const caller = { ...ownerCaller('test'), seat }
      const client: ContractClient = createRouterClient(router, { context: { caller, log: core.log } })
      return { client, seat, end: reason => epoch.abort(reason) }
    },
    async [Symbol.asyncDispose]() {
      await core.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export const everything: Scope = { kind: 'everything' }
