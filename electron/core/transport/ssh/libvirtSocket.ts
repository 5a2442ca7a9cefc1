import type { Duplex } from 'node:stream'
import { type RouteText, saying } from '../../../../shared/route.ts'
import { AppError } from '../../../../shared/errors.ts'
import type { FactsBook } from '../facts.ts'
import type { DiagnosisStage, ExecOptions, ExecResult, SshTarget, TransportFacts } from '../types.ts'
import { ChannelRefused, type ExplainExit } from './link.ts'
import { helperCommand, netcatCommand, type Probe, parseProbe, probeCommand } from './probe.ts'
import { helperEnded, prohibited, socketProblem, unseen } from './socketProblems.ts'

/** What carries channels to the host: ssh2 inside, or the system's ssh. */
export interface Carrier {
  readonly endpoint: string
  /** True where trying a socket costs more than looking first. */
  readonly looksFirst: boolean
  /** Rejects `ChannelRefused` where the far side won't. */
  openPath(path: string, signal: AbortSignal): Promise<Duplex>
  openCommand(command: string, signal: AbortSignal, explain: ExplainExit): Promise<Duplex>
  exec(command: string, options: ExecOptions): Promise<ExecResult>
}

type Way = NonNullable<TransportFacts['libvirtBy']>
type LibvirtTarget = Pick<SshTarget, 'sockets' | 'helperUri' | 'readOnly' | 'mode' | 'netcat'>

/**
 * Finds the way to libvirt on a host and opens streams to it: straight to its socket, through
 * virt-ssh-helper, or through netcat. A way that worked is taken first the next time.
 */
export class LibvirtDoor {
  readonly #carrier: Carrier
  #target: LibvirtTarget
  readonly #facts: FactsBook
  readonly #onStage: (stage: DiagnosisStage, detail?: RouteText) => void
  readonly #probeMs: number

  constructor(
    carrier: Carrier,
    target: LibvirtTarget,
    facts: FactsBook,
    probeMs: number,
    onStage: (stage: DiagnosisStage, detail?: RouteText) => void,
  ) {
    this.#carrier = carrier
    this.#target = target
    this.#facts = facts
    this.#probeMs = probeMs
    this.#onStage = onStage
  }

  /** Opens one stream to libvirt. Rejects `channel.refused`, `socket.missing`, `socket.permission` or `helper.missing`. */
  async open(signal: AbortSignal, as?: Pick<LibvirtTarget, 'sockets' | 'readOnly'>): Promise<Duplex> {
    this.#onStage('channel')
    if (as !== undefined) this.#turn(as)
    const known = this.#facts.libvirtBy
    if (known !== null) {
      const stream = await this.#again(known, signal)
      if (stream !== null) return stream
    }
    const { mode } = this.#target
    if (mode === 'helper') return this.#helper(await this.#probe(signal), signal)
    if (mode === 'netcat') return this.#netcat(await this.#probe(signal), signal)
    return this.#direct(signal)
  }

  /** Other rights lead through another door: the way that worked before is none of theirs. */
  #turn(as: Pick<LibvirtTarget, 'sockets' | 'readOnly'>): void {
    const { sockets, readOnly = false } = this.#target
    if ((as.readOnly ?? false) === readOnly && as.sockets.join('\n') === sockets.join('\n')) return
    this.#target = { ...this.#target, sockets: as.sockets, readOnly: as.readOnly }
    this.#facts.libvirtBy = null
  }

  /** The way that worked before; null where it works no more. */
  async #again(way: Way, signal: AbortSignal): Promise<Duplex | null> {
    if (way.method === 'helper') return this.#helper(null, signal)
    if (way.method === 'netcat') return this.#netcat(null, signal, way.path)
    try {
      return this.#passed(way, await this.#carrier.openPath(way.path, signal))
    } catch (error) {
      if (error instanceof ChannelRefused) return null
      throw error
    }
  }

  async #direct(signal: AbortSignal): Promise<Duplex> {
    const { sockets, mode } = this.#target
    let probe: Probe | null | undefined
    let paths: readonly string[] = sockets
    if (sockets.some(inRuntimeFolder)) {
      probe = await this.#probe(signal)
      if (probe === null) throw unseen(this.#carrier.endpoint)
      paths = probe.sockets.map(socket => socket.path)
    } else if (this.#carrier.looksFirst && sockets.length > 1) {
      probe = await this.#probe(signal)
      if (probe !== null) paths = probe.sockets.filter(one => one.state === 'usable').map(one => one.path)
    }
    const refusals: { path: string; refused: ChannelRefused }[] = []
    for (const path of paths) {
      try {
        return this.#passed({ method: 'direct', path }, await this.#carrier.openPath(path, signal))
      } catch (error) {
        if (!(error instanceof ChannelRefused)) throw error
        refusals.push({ path, refused: error })
        if (error.reason === 'prohibited' || error.reason === 'unknownType') break
      }
    }
    // sshd says "connect failed" for a closed door, a missing one and a forbidden one alike: look.
    probe ??= await this.#probe(signal)
    if (mode !== 'direct' && probe === null && (await this.#isForced(signal)))
      return this.#helper(null, signal)
    if (mode === 'direct' || probe === null) throw this.#refused(refusals, probe)
    return this.#around(probe, signal)
  }

  /** Direct channels are refused: libvirt's helper, else netcat, where either can help. */
  async #around(probe: Probe, signal: AbortSignal): Promise<Duplex> {
    const usable = probe.sockets.find(socket => socket.state === 'usable')
    // A session's daemon isn't running until somebody asks for it; the helper starts it.
    const startable = this.#target.sockets.some(inRuntimeFolder)
    if (usable === undefined && !(startable && probe.helper))
      throw socketProblem(this.#carrier.endpoint, probe)
    if (probe.helper) return this.#helper(probe, signal)
    if (probe.netcat && usable !== undefined) return this.#netcat(probe, signal)
    throw prohibited(this.#carrier.endpoint, probe)
  }

  async #helper(probe: Probe | null, signal: AbortSignal): Promise<Duplex> {
    const { helperUri, readOnly = false, mode } = this.#target
    if (probe !== null && !probe.helper) throw helperEnded(this.#carrier.endpoint, 'virt-ssh-helper', 127, '')
    if (mode !== 'helper' || !this.#target.sockets.some(inRuntimeFolder)) this.#throwIfShut(probe)
    return this.#command(
      { method: 'helper', path: `virt-ssh-helper ${helperUri}` },
      helperCommand(helperUri, readOnly),
      signal,
    )
  }

  async #netcat(probe: Probe | null, signal: AbortSignal, known?: string): Promise<Duplex> {
    const { netcat = 'nc', sockets } = this.#target
    if (probe !== null && !probe.netcat) throw helperEnded(this.#carrier.endpoint, netcat, 127, '')
    this.#throwIfShut(probe)
    const usable = probe?.sockets.find(socket => socket.state === 'usable')
    const path = known ?? usable?.path ?? sockets[0] ?? ''
    return this.#command({ method: 'netcat', path }, netcatCommand(netcat, path), signal)
  }

  #throwIfShut(probe: Probe | null): void {
    if (probe === null || probe.sockets.length === 0) return
    if (!probe.sockets.some(socket => socket.state === 'usable')) {
      throw socketProblem(this.#carrier.endpoint, probe)
    }
  }

  async #command(way: Way, command: string, signal: AbortSignal): Promise<Duplex> {
    const { endpoint } = this.#carrier
    const program = way.method === 'helper' ? 'virt-ssh-helper' : (this.#target.netcat ?? 'nc')
    const explain: ExplainExit = (code, stderr) => {
      // A way that never answered has not worked: the next opening looks at all of them again.
      if (this.#facts.libvirtBy === way) this.#facts.libvirtBy = null
      return helperEnded(endpoint, program, code, stderr)
    }
    return this.#passed(way, await this.#refusable(() => this.#carrier.openCommand(command, signal, explain)))
  }

  async #refusable<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (error instanceof ChannelRefused) throw unseen(this.#carrier.endpoint, error)
      throw error
    }
  }

  #passed(way: Way, stream: Duplex): Duplex {
    this.#facts.libvirtBy = way
    this.#facts.decide('libvirt', way.path, wayWords[way.method])
    this.#onStage('channel', wayWords[way.method])
    this.#onStage('socket')
    this.#onStage('socket', way.path)
    return stream
  }

  #refused(refusals: { path: string; refused: ChannelRefused }[], probe: Probe | null): AppError {
    const { endpoint } = this.#carrier
    if (probe === null) {
      const words = refusals.map(one => `${one.path}: ${one.refused.message}`).join('; ')
      return new AppError('channel.refused', `${endpoint} opened no channel to libvirt (${words}).`, {
        next: 'No command can be run there to see why. Check that libvirt runs, that this user may open its socket, and that sshd has AllowStreamLocalForwarding yes.',
        data: { stage: 'channel', endpoint, tried: refusals.map(one => one.path) },
      })
    }
    const usable = probe.sockets.some(socket => socket.state === 'usable')
    return usable ? prohibited(endpoint, probe) : socketProblem(endpoint, probe)
  }

  /** Looks at the sockets as the user sees them; null where no command can be run. */
  async #probe(signal: AbortSignal): Promise<Probe | null> {
    const { sockets, netcat = 'nc' } = this.#target
    const result = await this.#run(probeCommand(sockets, netcat), signal)
    return result && parseProbe(result.stdout)
  }

  /** True where virt-ssh-helper runs whatever is asked for; without input it complains in its own name. */
  async #isForced(signal: AbortSignal): Promise<boolean> {
    const result = await this.#run('echo', signal)
    return result !== null && result.stdout === '' && /^(\S*\/)?virt-ssh-helper: /m.test(result.stderr)
  }

  /** What a command said; null where none can be run. */
  async #run(command: string, signal: AbortSignal): Promise<ExecResult | null> {
    const options = { signal, maxBytes: 64 << 10, timeoutMs: this.#probeMs }
    try {
      return await this.#carrier.exec(command, options)
    } catch (error) {
      if (error instanceof ChannelRefused) return null
      if (error instanceof AppError && error.code === 'transport.noExec') return null
      throw error
    }
  }
}

const wayWords: Readonly<Record<Way['method'], RouteText>> = {
  socket: saying('localSocket'),
  direct: saying('direct'),
  helper: saying('helper'),
  netcat: saying('netcat'),
  tcp: 'TCP',
  tls: 'TLS',
}

function inRuntimeFolder(path: string): boolean {
  return path.startsWith('$XDG_RUNTIME_DIR/') || path.startsWith('%t/')
}
