import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import type { ContractClient } from '../../../shared/contract/client.ts'
import type { FleetLogEvent } from '../../../shared/contract/index.ts'
import type { HostId } from '../../../shared/ids.ts'
import type { DiagnosisStep, HostOptions, HostState } from '../../../shared/models/host.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import { ownerCaller } from '../../../electron/core/api/caller.ts'
import { createRouter } from '../../../electron/core/api/router.ts'
import type { Clock } from '../../../electron/core/clock.ts'
import { type Core, createCore } from '../../../electron/core/core.ts'
import { createLog } from '../../../electron/core/log.ts'
import { type Lab, type LabHost, waitFor } from '../index.ts'
import { type VirshMachine, virshMachines } from '../virshView.ts'

/** Long enough for a machine that is busy with guests and other tests. */
export const PATIENCE_MS = 60_000

/** A whole core on a data folder of its own, spoken to through the contract as a shell does. */
export class TestCore implements AsyncDisposable {
  readonly folder: string
  readonly core: Core
  readonly client: ContractClient
  /** Everything that libvirt reported since it was opened. */
  readonly events: FleetLogEvent[] = []
  readonly #states = new Map<HostId, HostState[]>()
  readonly #keep: boolean

  private constructor(core: Core, keep: boolean) {
    this.core = core
    this.folder = core.folder
    this.#keep = keep
    const context = { caller: ownerCaller('test'), log: core.log }
    this.client = createRouterClient(createRouter(core), { context })
    core.inventory.onEvent(event => this.events.push(event))
    core.registry.onHost(event => {
      if (event.type === 'state') this.states(event.hostId).push(event.state)
    })
  }

  /** Opens one; a folder that is given stays when it is closed. */
  static async open(options: { folder?: string; clock?: Clock } = {}): Promise<TestCore> {
    const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'novacron-faults-'))
    const clock = options.clock === undefined ? {} : { clock: options.clock }
    const core = await createCore({ folder, shell: 'test', log: createLog('silent'), ...clock })
    core.start()
    return new TestCore(core, options.folder !== undefined)
  }

  /** Adds a host of the lab whose key is known beforehand, and connects it. */
  async add(lab: Lab, host: LabHost, more: AddMore = {}): Promise<HostId> {
    const { user = 'root', query = '', acceptNewKeys = [host.hostKeyFingerprint], options = {} } = more
    const { id } = await this.client.hosts.add({
      uri: more.uri ?? `${host.uriFor('qemu:///system', user)}${query}`,
      name: more.name ?? `${host.name}-${this.core.registry.list().length}`,
      acceptNewKeys,
      // Several entries of one host, each with its own way in, is what some tests are about.
      again: true,
      options: { identityFiles: [lab.identityFile], useAgent: false, ...options },
    })
    return id
  }

  /** Every state the host had, oldest first. */
  states(id: HostId): HostState[] {
    const known = this.#states.get(id)
    if (known) return known
    const made: HostState[] = []
    this.#states.set(id, made)
    return made
  }

  /** The last of them, for the words of a failure. */
  told(id: HostId): string {
    return JSON.stringify(this.states(id).slice(-12).map(brief))
  }

  state(id: HostId): HostState {
    return this.core.registry.session(id).state
  }

  /** Resolves with the first state from now on that fits. */
  async until(id: HostId, fits: (state: HostState) => boolean, timeoutMs = PATIENCE_MS): Promise<HostState> {
    const { promise, resolve, reject } = Promise.withResolvers<HostState>()
    const stop = this.core.registry.session(id).onState(state => {
      if (fits(state)) resolve(state)
    })
    const late = () => reject(new Error(`the host did not get there: ${this.told(id)}`))
    const timer = setTimeout(late, timeoutMs)
    if (fits(this.state(id))) resolve(this.state(id))
    try {
      return await promise
    } finally {
      stop()
      clearTimeout(timer)
    }
  }

  /** Does something that makes it lose its host, and resolves once it has noticed: however soon it is back. */
  async losing(id: HostId, act: () => unknown): Promise<void> {
    const lost = this.until(id, ({ phase }) => phase !== 'live')
    const [noticed, done] = await Promise.allSettled([lost, (async () => act())()])
    for (const each of [done, noticed]) if (each.status === 'rejected') throw each.reason
  }

  /** Live, with everything behind the list of machines loaded. */
  async settled(id: HostId): Promise<void> {
    await this.until(id, ({ phase }) => phase === 'live')
    await waitFor('the inventory to settle', () => this.core.inventory.isSettled(id), PATIENCE_MS)
  }

  /** Waits until the inventory says of the host what virsh says, and gives both for the error where it never does. */
  async asVirsh(id: HostId, host: LabHost): Promise<{ own: unknown; virsh: unknown }> {
    const deadline = performance.now() + PATIENCE_MS
    for (;;) {
      const virsh = [...(await virshMachines(host)).values()].map(machine => pick(machine)).sort(byUuid)
      const own = [...this.core.inventory.machines()]
        .filter(machine => machine.hostId === id)
        .map(machine => pick(machine))
        .sort(byUuid)
      if (JSON.stringify(own) === JSON.stringify(virsh) || performance.now() > deadline) return { own, virsh }
      await new Promise(resolve => setTimeout(resolve, 250))
    }
  }

  async diagnose(id: HostId): Promise<DiagnosisStep[]> {
    return stepsOf(await this.client.hosts.test({ hostId: id }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.core.close()
    if (!this.#keep) rmSync(this.folder, { recursive: true, force: true, maxRetries: 10 })
  }
}

interface AddMore {
  user?: string
  /** Goes behind the URI. */
  query?: string
  uri?: string
  name?: string
  acceptNewKeys?: string[]
  options?: HostOptions
}

const brief = ({ phase, stage, problem }: HostState) => [phase, stage, problem?.code, problem?.message]
const byUuid = (a: { uuid: string }, b: { uuid: string }) => (a.uuid < b.uuid ? -1 : 1)

/** What virsh and the inventory must agree on at any moment. */
function pick(machine: Machine | VirshMachine) {
  const { uuid, name, id, state, persistent, autostart, vcpus, memoryMaxBytes, title } = machine
  return { uuid, name, id, state, persistent, autostart, vcpus, memoryMaxBytes, title }
}

/** The finished steps of a diagnosis, one a stage. */
export async function stepsOf(stream: AsyncIterable<DiagnosisStep>): Promise<DiagnosisStep[]> {
  const last = new Map<string, DiagnosisStep>()
  for await (const step of stream) last.set(step.stage, step)
  return [...last.values()]
}

/** The step that failed; throws when none did. */
export function failedStep(steps: readonly DiagnosisStep[]): DiagnosisStep {
  const failed = steps.filter(step => step.result === 'failed')
  if (failed.length !== 1 || !failed[0]) throw new Error(`not one failure: ${JSON.stringify(steps)}`)
  return failed[0]
}

/** What this process holds open, by kind. */
export function openHandles(): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of process.getActiveResourcesInfo()) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

/** What the host has open for its clients: sshd's processes and connections to libvirt's sockets. */
export function heldByHost(host: LabHost): { sshd: number; libvirt: number } {
  const table = readFileSync(`/proc/${host.initPid}/net/unix`, 'utf8')
  const connected = /^\S+: \S+ \S+ \S+ \S+ 03 \d+ \/run\/libvirt\/libvirt-sock(-ro)?$/gm
  return { sshd: host.pidsOf('sshd').length, libvirt: table.match(connected)?.length ?? 0 }
}

/** How many logins the host's sshd has turned down, by a pattern of its log. */
export function refusedLogins(
  host: LabHost,
  what = /^Failed (password|keyboard-interactive\/pam)/gm,
): number {
  const log = join(host.folder, 'log/sshd.log')
  return existsSync(log) ? (readFileSync(log, 'utf8').match(what)?.length ?? 0) : 0
}

/** Gathers what the process warns of, e.g. too many listeners; `using` ends it. */
export function warnings(): Disposable & { readonly seen: string[] } {
  const seen: string[] = []
  const note = (warning: Error) => seen.push(`${warning.name}: ${warning.message}`)
  process.on('warning', note)
  return { seen, [Symbol.dispose]: () => void process.off('warning', note) }
}
