import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HostId } from '../../../../shared/ids.ts'
import type { HostPhase, HostState } from '../../../../shared/models/host.ts'
import { openStore, type Store } from '../../store/index.ts'
import { HostRegistry, type RegistryParts } from '../index.ts'

/** A registry on a store of its own, and everything it ever said. */
export interface TestFleet extends AsyncDisposable {
  readonly registry: HostRegistry
  readonly store: Store
  /** Every state of a host, in order. */
  states(id: HostId): HostState[]
  /** Phases of a host in order, repeats left out. */
  phases(id: HostId): HostPhase[]
  /** Resolves with the first state from now on that fits; rejects with what was seen instead. */
  until(id: HostId, fits: (state: HostState) => boolean, timeoutMs?: number): Promise<HostState>
  untilPhase(id: HostId, phase: HostPhase, timeoutMs?: number): Promise<HostState>
}

/** Opens a registry that reads no ssh configuration of this machine. */
export async function openFleet(parts: Partial<RegistryParts> = {}): Promise<TestFleet> {
  const folder = await mkdtemp(join(tmpdir(), 'novacron-hosts-'))
  const store = openStore(folder)
  const registry = new HostRegistry({
    store,
    ...parts,
    ssh: { sshConfigPath: null, knownHostsFiles: [], ...parts.ssh },
  })
  const seen = new Map<HostId, HostState[]>()
  registry.onHost(event => {
    if (event.type !== 'state') return
    seen.set(event.hostId, [...(seen.get(event.hostId) ?? []), event.state])
  })
  const states = (id: HostId) => seen.get(id) ?? []
  const until = async (id: HostId, fits: (state: HostState) => boolean, timeoutMs = 45_000) => {
    const { promise, resolve, reject } = Promise.withResolvers<HostState>()
    const session = registry.session(id)
    const stop = session.onState(state => {
      if (fits(state)) resolve(state)
    })
    const words = () =>
      JSON.stringify(states(id).map(({ phase, stage, problem }) => [phase, stage, problem?.message]))
    const timer = setTimeout(() => reject(new Error(`the host did not get there: ${words()}`)), timeoutMs)
    if (fits(session.state)) resolve(session.state)
    try {
      return await promise
    } finally {
      stop()
      clearTimeout(timer)
    }
  }
  return {
    registry,
    store,
    states,
    phases: id =>
      states(id)
        .map(({ phase }) => phase)
        .filter((phase, index, all) => phase !== all[index - 1]),
    until,
    untilPhase: (id, phase, timeoutMs) => until(id, state => state.phase === phase, timeoutMs),
    async [Symbol.asyncDispose]() {
      try {
        await registry.close()
      } finally {
        store.close()
        await rm(folder, { recursive: true, force: true })
      }
    },
  }
}
