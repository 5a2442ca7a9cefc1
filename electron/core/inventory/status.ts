import type { DomainUuid } from '../../../shared/ids.ts'
import type { DomainState } from '../../../shared/models/machine.ts'
import {
  connectListAllDomainsFlags as listFlags,
  domainStateName,
  domainStateReason,
  domainStatsGroup,
  remote,
  type TypedParam,
  type RemoteDomain,
  uuidText,
} from '../libvirt/index.ts'
import type { StatsRecord } from './bulkStats.ts'
import { domainOf, isAbsent, type LiveContext } from './context.ts'

/** What a list says of one machine. */
export interface ListedMachine {
  uuid: DomainUuid
  name: string
  id: number | null
  state: DomainState
  /** Null where a list cannot tell. */
  stateReason: string | null
}

/** Every machine of a host; a flag that the driver cannot list is null: whatever was known stays. */
export interface MachineList {
  machines: ListedMachine[]
  autostart: ReadonlySet<DomainUuid> | null
  transient: ReadonlySet<DomainUuid> | null
  managedSave: ReadonlySet<DomainUuid> | null
}

const CALL = { timeoutMs: 60_000 }

/** Lists every machine with its state in four calls sent at once (seven for a driver without bulk statistics). */
export async function listMachines(context: LiveContext): Promise<MachineList> {
  const [machines, autostart, transient, managedSave] = await Promise.all([
    listStates(context),
    listFlagged(context, listFlags.autostart),
    listFlagged(context, listFlags.transient),
    listFlagged(context, listFlags.managedsave),
  ])
  return { machines, autostart, transient, managedSave }
}

/** The state of the named machines, in one call; machines that are gone are absent. */
export async function listStatesOf(
  context: LiveContext,
  machines: readonly { uuid: DomainUuid; name: string; id: number | null }[],
): Promise<ListedMachine[]> {
  const { stats, signal } = context
  const records = await stats.of(machines.map(domainOf), domainStatsGroup.state, { signal, ...CALL })
  if (records) return records.map(listed)
  const wanted = new Set(machines.map(machine => machine.uuid))
  return (await listStates(context)).filter(machine => wanted.has(machine.uuid))
}

/** The machines of which a list filter holds; null where the driver does not know the filter. */
export async function listFlagged(
  context: LiveContext,
  flags: number,
): Promise<ReadonlySet<DomainUuid> | null> {
  try {
    const { domains } = await context.live.libvirt.call(
      remote.connectListAllDomains,
      { needResults: 1, flags },
      context.bounds,
    )
    return new Set(domains.map(uuidOf))
  } catch (error) {
    if (isAbsent(error)) return null
    throw error
  }
}

export function uuidOf({ uuid }: RemoteDomain): DomainUuid {
  return uuidText(uuid) as DomainUuid
}

async function listStates(context: LiveContext): Promise<ListedMachine[]> {
  const { stats, signal } = context
  const records = await stats.all(domainStatsGroup.state, { signal, ...CALL })
  return records ? records.map(listed) : listByFilter(context)
}

function listed({ dom, params }: StatsRecord): ListedMachine {
  const { state, reason } = stateIn(params)
  return {
    uuid: uuidOf(dom),
    name: dom.name,
    id: dom.id < 0 ? null : dom.id,
    state: domainStateName(state ?? -1),
    stateReason: domainStateReason(state ?? -1, reason ?? -1),
  }
}

/** The state group of bulk statistics, by libvirt's numbers; null where it is not among them. */
export function stateIn(params: readonly TypedParam[]): { state: number | null; reason: number | null } {
  let state: number | null = null
  let reason: number | null = null
  for (const { field, value } of params) {
    if (field === 'state.state') state = Number(value)
    else if (field === 'state.reason') reason = Number(value)
    if (state !== null && reason !== null) break
  }
  return { state, reason }
}

/** For a driver without bulk statistics: who is in which of the lists; reasons are not known then. */
async function listByFilter(context: LiveContext): Promise<ListedMachine[]> {
  const list = (flags: number) =>
    context.live.libvirt.call(remote.connectListAllDomains, { needResults: 1, flags }, context.bounds)
  const [all, running, paused, shutoff] = await Promise.all([
    list(0),
    listFlagged(context, listFlags.running),
    listFlagged(context, listFlags.paused),
    listFlagged(context, listFlags.shutoff),
  ])
  const stateOf = (dom: RemoteDomain): DomainState => {
    const uuid = uuidOf(dom)
    if (paused?.has(uuid)) return 'paused'
    if (shutoff?.has(uuid) || dom.id < 0) return 'shutoff'
    return running === null || running.has(uuid) ? 'running' : 'nostate'
  }
  return all.domains.map(dom => ({
    uuid: uuidOf(dom),
    name: dom.name,
    id: dom.id < 0 ? null : dom.id,
    state: stateOf(dom),
    stateReason: null,
  }))
}
