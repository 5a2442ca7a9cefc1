import type { RouteText } from '../../../shared/route.ts'
import { AppError } from '../../../shared/errors.ts'
import type { HostId } from '../../../shared/ids.ts'
import type { HostState, Stage } from '../../../shared/models/host.ts'
import type { Clock } from '../clock.ts'
import { type LibvirtClient, LinkError, remote } from '../libvirt/index.ts'
import type { HostTransport, JumpPool, openTransport, Questions } from '../transport/index.ts'
import type { ConnectGate } from './gate.ts'
import { type Hypervisor, openHypervisor } from './hypervisor.ts'
import type { AttachedPart, LiveHost } from './live.ts'
import { type HostPlan, keepaliveOf, provesNetwork } from './plan.ts'
import { libvirtProblem } from './problem.ts'
import { hasEnded, hasShell, TransportProof } from './proof.ts'

/** Beyond one keepalive interval, for a transport's own keepalive to end it. */
const PROOF_MARGIN_MS = 1_000
/** How long a live host may take to answer after sleep or a change of network. */
const VERIFY_MS = 3_000
/** Unanswered for this long, the transport is asked too: it may live while the daemon hangs. */
const VERIFY_DOUBT_MS = 1_000
/** A teardown that takes longer is not waited for: what it closes is cut off already. */
const TEARDOWN_MS = 5_000

/** What a run needs of its session. */
export interface RunParts {
  hostId: HostId
  clock: Clock
  gate: ConnectGate
  pool: JumpPool
  open: typeof openTransport
  parts: readonly AttachedPart[]
  /** Who queues first: lower goes first, negative even while the local network is suspected. */
  rank: number
  /** Made when the attempt's turn has come; throws `AppError` where the host can't be reached as configured. */
  plan(): HostPlan
  questions: Questions
  /** Called before a transport is opened: what the log-in takes is fetched now, or this throws why it can't be. */
  prepare(plan: HostPlan): void
  /** A transport that outlived the connection before; this run owns it. */
  transport: HostTransport | null
  onPlan(plan: HostPlan): void
  onStage(stage: HostState['stage']): void
  /** The network carried something back during this attempt. */
  onReached(): void
  onLive(live: LiveHost, plan: HostPlan): void
}

/** Why a run ended, and the transport where it outlived it. */
export interface RunEnd {
  error: unknown
  transport: HostTransport | null
  /** It was ended so that the next one opens libvirt anew over the same transport. */
  released: boolean
}

/** One attempt and, where it succeeds, the connection it became; leaves nothing behind when it has ended. */
export class HostRun {
  readonly #parts: RunParts
  readonly #stop = new AbortController()
  readonly #live = new AbortController()
  readonly #lost = Promise.withResolvers<never>()
  #release: () => void = () => {}
  #transport: HostTransport | null
  #libvirt: LibvirtClient | null = null
  #proof: TransportProof | null = null
  #plan: HostPlan | null = null
  #keep = true
  #released = false
  /** Resolves once, when everything is torn down; never rejects. */
  readonly ended: Promise<RunEnd>

  constructor(parts: RunParts) {
    this.#parts = parts
    this.#transport = parts.transport
    // Raced where it matters; without this an end before the race would count as unhandled.
    this.#lost.promise.catch(() => undefined)
    this.ended = this.#run()
  }

  get libvirt(): LibvirtClient | null {
    return this.#libvirt
  }

  get transport(): HostTransport | null {
    return this.#transport
  }

  /** Cuts it off, whatever it is doing; the transport goes too. */
  stop(): void {
    this.#keep = false
    this.#live.abort()
    this.#stop.abort()
    this.#proof?.giveUp()
    this.#lost.reject(new AppError('cancelled', 'Disconnected.'))
  }

  /** Ends the connection to libvirt and leaves its transport to the next run. */
  release(): void {
    this.#released = true
    this.#live.abort()
    this.#lost.reject(new AppError('cancelled', 'Opened anew with other rights.'))
  }

  /** The attempt waits for a person: its place is somebody else's. */
  yieldPlace(): void {
    this.#release()
  }

  /** Asks a connection that is late whether at least its transport lives; the answer waits for the end. */
  doubt(): void {
    const transport = this.#transport
    if (transport === null || !hasShell(transport)) return
    this.#proof ??= new TransportProof(transport, this.#parts.clock)
  }

  /** The doubt was unfounded. */
  trust(): void {
    this.#proof?.close()
    this.#proof = null
  }

  /** Resolves true when the daemon answers now; ends the run otherwise. */
  async verify(): Promise<boolean> {
    const libvirt = this.#libvirt
    if (libvirt === null) return false
    const beganAt = performance.now()
    // A daemon whose workers are all busy answers no call in time, but always a ping.
    libvirt.ping()
    const { clock } = this.#parts
    const patience = new AbortController()
    const cancelDoubt = clock.after(VERIFY_DOUBT_MS, () => this.#doubtAnew())
    const cancelPatience = clock.after(VERIFY_MS, () => patience.abort())
    try {
      // By its own clock: a call's deadline moves while the way seems slow, as a dead one does.
      await libvirt.call(remote.connectGetLibVersion, {}, { timeoutMs: null, signal: patience.signal })
      return true
    } catch {
      if (libvirt.traffic.lastInboundAtMs > beganAt) return true
      const silence = new LinkError('timeout', `nothing came for ${VERIFY_MS} ms`)
      // A frozen daemon on a link that survived is not the link's fault, and costs no login.
      if (this.#proof?.answered === true) this.#lost.reject(libvirtProblem(silence, 'libvirtOpen'))
      else this.#loseLink(silence)
      return false
    } finally {
      cancelDoubt()
      cancelPatience()
    }
  }

  /** An answer from before the network changed proves nothing of the transport now. */
  #doubtAnew(): void {
    this.trust()
    this.doubt()
  }

  #loseLink(cause: unknown): void {
    this.#keep = false
    this.#lost.reject(
      new AppError('transport.closed', 'The connection did not survive.', {
        next: 'It is opened anew by itself.',
        cause,
      }),
    )
  }

  async #run(): Promise<RunEnd> {
    let error: unknown
    try {
      this.#release = await this.#parts.gate.enter(this.#stop.signal, this.#parts.rank)
      const plan = this.#parts.plan()
      this.#plan = plan
      this.#parts.onPlan(plan)
      const hypervisor = await this.#reach(plan)
      await this.#serve(hypervisor, plan)
    } catch (caught) {
      // A part's own calls fail with the connection: the reason is the connection's.
      error = libvirtProblem(caught, 'libvirtOpen')
    }
    this.#release()
    this.#live.abort()
    if (this.#stop.signal.aborted) error = new AppError('cancelled', 'Disconnected.')
    else error = await this.#explained(error)
    this.#stop.abort()
    return { error, transport: await this.#tearDown(), released: this.#released }
  }

  async #reach(plan: HostPlan): Promise<Hypervisor> {
    const signal = this.#stop.signal
    const onStage = (stage: Stage, detail?: RouteText) => {
      if (provesNetwork(stage, detail)) this.#parts.onReached()
      if (detail === undefined) this.#parts.onStage(stage)
    }
    const kept = this.#transport
    if (kept !== null && (await hasEnded(kept))) {
      this.#transport = null
      await kept.close()
    }
    // A kept transport reports to the run that opened it.
    if (this.#transport !== null) this.#parts.onStage('channel')
    else {
      this.#parts.prepare(plan)
      this.#transport = await this.#parts.open(plan.target, this.#parts.questions, {
        signal,
        onStage,
        pool: this.#parts.pool,
      })
    }
    const keepalive = keepaliveOf(plan.options)
    const hypervisor = await openHypervisor(this.#transport, {
      ...asPlanned(plan),
      keepalive,
      signal,
      onStage,
    })
    this.#libvirt = hypervisor.libvirt
    return hypervisor
  }

  /** Lets every part take its first look, then stays until the connection ends; always throws. */
  async #serve(hypervisor: Hypervisor, plan: HostPlan): Promise<never> {
    const { libvirt, driver, libvirtVersion } = hypervisor
    const transport = this.#transport
    if (transport === null) throw new AppError('internal', 'A connection without a transport.')
    const { hostId, parts, onStage, onLive } = this.#parts
    const readOnly = plan.options.readOnly
    const signal = this.#live.signal
    const openAnother = another(transport, plan)
    const live: LiveHost = {
      ...{ hostId, libvirt, transport, openAnother, readOnly, driver, libvirtVersion, signal },
    }
    const end = Promise.race([this.#lost.promise, ...ends(libvirt, transport)])
    end.catch(() => undefined) // thrown by the races below
    onStage('inventory')
    for (const part of parts) await Promise.race([part.onLive(live), end])
    this.#release()
    onLive(live, plan)
    return end
  }

  /** Tells a hung daemon from a dead link (the same silence, another cure), and whether the transport is kept. */
  async #explained(error: unknown): Promise<unknown> {
    const transport = this.#transport
    if (transport === null || !this.#keep) return error
    const ended = await hasEnded(transport)
    this.#keep = hasShell(transport) && !ended && !isStuck(error)
    // The transport's own end says more than that of the stream it carried.
    if (ended && isEnd(error)) return (await transport.closed) ?? error
    if (!this.#keep) return error
    if (!(error instanceof AppError) || error.code !== 'libvirt.unresponsive') return reachedAnyway(error)
    this.#proof ??= new TransportProof(transport, this.#parts.clock)
    const proven = await this.#proof.verdict(this.#intervalMs() + PROOF_MARGIN_MS)
    // Meanwhile it may have been stopped, and then nothing is kept.
    this.#keep &&= proven
    if (proven) return error
    return new AppError('transport.closed', 'The host has gone silent: neither SSH nor libvirt answers.', {
      next: 'Check the host and the network to it; it is tried again by itself.',
      cause: error,
    })
  }

  #intervalMs(): number {
    return this.#plan === null ? 0 : keepaliveOf(this.#plan.options).intervalMs
  }

  async #tearDown(): Promise<HostTransport | null> {
    const transport = this.#transport
    const kept = this.#keep ? transport : null
    this.#proof?.close()
    // What fails to close is cut off all the same; the reason that counts is the run's.
    const work = this.#closeInTurn(kept === null ? transport : null)
    const { promise: late, resolve } = Promise.withResolvers<void>()
    const cancel = this.#parts.clock.after(TEARDOWN_MS, resolve)
    await Promise.race([work, late])
    cancel()
    return kept
  }

  /** libvirt first, so that its goodbye still has a way to go. */
  async #closeInTurn(transport: HostTransport | null): Promise<void> {
    await Promise.allSettled([this.#libvirt?.close()])
    await Promise.allSettled([transport?.close()])
  }
}

/** How a plan has libvirt opened, whichever connection it is. */
function asPlanned({ target, remoteUri, options }: HostPlan) {
  const sockets = 'sockets' in target ? target.sockets : undefined
  return { uri: remoteUri, sockets, readOnly: options.readOnly, timeoutMs: options.connectTimeoutMs }
}

function another(transport: HostTransport, plan: HostPlan): LiveHost['openAnother'] {
  // Without channels each stream is a connection to the host, and logs in by itself.
  if (transport.channels === undefined) return null
  return async signal => {
    const options = { ...asPlanned(plan), keepalive: null, signal, onStage: () => undefined }
    return (await openHypervisor(transport, options)).libvirt
  }
}

/** True when not even a channel could be opened in time: such a transport is not worth keeping. */
function isStuck(error: unknown): boolean {
  return error instanceof AppError && error.code === 'libvirt.unresponsive' && error.data?.stage === 'channel'
}

function isEnd(error: unknown): boolean {
  return error instanceof AppError && error.code === 'transport.closed'
}

/** A failed connection over a transport that still lives is not the network's fault. */
function reachedAnyway(error: unknown): unknown {
  if (!isEnd(error)) return error
  return new AppError('libvirt.error', 'The libvirt daemon closed the connection.', {
    next: 'It was stopped or restarted; it is tried again by itself. If this stays, start it on the host: systemctl start libvirtd (or virtqemud.socket).',
    data: { stage: 'libvirtOpen' },
    cause: error,
  })
}

/** Rejects with the reason as soon as libvirt's connection or its transport ends. */
function ends(libvirt: LibvirtClient, transport: HostTransport): Promise<never>[] {
  const unexpected = (reason: LinkError | AppError | null): never => {
    throw reason === null
      ? new AppError('transport.closed', 'The connection was closed.')
      : libvirtProblem(reason, 'libvirtOpen')
  }
  return [libvirt.closed.then(unexpected), transport.closed.then(unexpected)]
}
