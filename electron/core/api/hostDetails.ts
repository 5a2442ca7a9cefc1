import type { ConnectionEvent, HostDevices } from '../../../shared/contract/hosts.ts'
import type { HostId } from '../../../shared/ids.ts'
import type { HostConnection } from '../../../shared/models/host.ts'
import type { Core } from '../core.ts'
import type { CoreView } from '../view/index.ts'
import { CredentialNames } from '../view/credentialNames.ts'
import { discover, readList } from '../hosts/discovery/discover.ts'
import { inheritedOptions } from '../hosts/inherited.ts'
import { abilitiesOf } from '../inventory/abilities.ts'
import { HostDeviceUses } from '../inventory/hostDevices.ts'
import { api, type HandlerContext } from './base.ts'
import { conflated } from './streams.ts'

/** A connection's channels come and go with every probe; they are told at this pace. */
const CONNECTION_PACE_MS = 1_000
/** Devices are set beside machines anew at this pace at most. */
const DEVICES_PACE_MS = 500

function connectionOf({ registry }: Pick<CoreView, 'registry'>, hostId: HostId): HostConnection | null {
  const session = registry.session(hostId)
  const transport = session.live?.transport
  if (transport === undefined) return null
  const { kind, serverVersion, hostKey, authenticatedBy, jumps, libvirtBy } = transport.facts
  return {
    kind,
    serverVersion,
    hostKey,
    authenticatedBy: CredentialNames.login(authenticatedBy, session.transport),
    jumps: [...jumps],
    libvirtBy,
    channels: transport.channels === undefined ? null : [...transport.channels],
  }
}

function watchConnection(
  hostId: HostId,
  { caller, view: core }: HandlerContext,
  signal: AbortSignal | undefined,
) {
  // Throws host.unknown before anything is streamed.
  core.registry.session(hostId)
  const whole = (): ConnectionEvent => ({
    spells: [...core.history.spells(hostId)],
    roundTrips: [...core.history.roundTrips(hostId)],
    connection: connectionOf(core, hostId),
  })
  return conflated<ConnectionEvent>(caller, signal, {
    paceMs: CONNECTION_PACE_MS,
    subscribe(changed) {
      const stops = [
        core.history.onChange(id => {
          if (id === hostId) changed()
        }),
        core.registry.onHost(event => {
          if (event.type === 'state' && event.hostId === hostId) changed()
        }),
      ]
      return () => {
        for (const stop of stops) stop()
      }
    },
    snapshot: () => [whole()],
    *flush() {
      if (core.registry.get(hostId) !== undefined) yield whole()
    },
  })
}

function watchDevices(
  hostId: HostId,
  { caller, view: core }: HandlerContext,
  signal: AbortSignal | undefined,
) {
  core.registry.session(hostId)
  const uses = new HostDeviceUses(core.store, core.inventory)
  return conflated<HostDevices>(caller, signal, {
    paceMs: DEVICES_PACE_MS,
    subscribe(changed) {
      const stops = [
        core.inventory.onResources(told => {
          if (told.hostId === hostId && (told.kind === null || told.kind === 'nodeDevice')) changed()
        }),
        core.inventory.onChange(delta => {
          const concerns =
            delta.changed.some(machine => machine.hostId === hostId) ||
            delta.removed.some(key => key.startsWith(hostId))
          if (concerns) changed()
        }),
      ]
      return () => {
        for (const stop of stops) stop()
      }
    },
    snapshot: () => [uses.of(hostId)],
    *flush() {
      if (core.registry.get(hostId) !== undefined) yield uses.of(hostId)
    },
  })
}

/** Hosts whose address is known: what is found is held against that. */
const wholeHosts = ({ registry }: CoreView) => registry.list().filter(({ id }) => !registry.isPart?.(id))

/** Handlers of what is found out about hosts beyond their state: candidates, inheritance, connection, devices, abilities. */
export const hostDetailHandlers = (core: Core) => {
  const { registry } = core
  return {
    inherited: api.hosts.inherited.handler(({ input }) =>
      inheritedOptions(input.uri, registry.siteOptions(input.siteId), registry.sshDefaults),
    ),
    discover: api.hosts.discover.handler(({ context: { view } }) =>
      discover({ list: () => wholeHosts(view), ssh: registry.sshDefaults }),
    ),
    readList: api.hosts.readList.handler(({ input, context: { view } }) => readList(input, wholeHosts(view))),
    watchConnection: api.hosts.watchConnection.handler(({ input, context, signal }) =>
      watchConnection(input.hostId, context, signal),
    ),
    watchDevices: api.hosts.watchDevices.handler(({ input, context, signal }) =>
      watchDevices(input.hostId, context, signal),
    ),
    abilities: api.hosts.abilities.handler(({ input: { hostId }, context: { view } }) => {
      const { inventory } = view
      const host = inventory.resources<{ xml: string }>(hostId, 'capabilities')
      const [machine] = inventory.resources<{ xml: string }>(hostId, 'domainCapabilities').items
      const abilities = abilitiesOf(host.items[0]?.xml ?? null, machine?.xml ?? null)
      return { abilities, asOfMs: host.asOfMs, stale: host.stale }
    }),
  }
}
