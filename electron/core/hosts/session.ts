import type { HostId } from '../../../shared/ids.ts'
import type {
  HostAnswer,
  HostQuestion,
  HostState,
  Problem,
  TransportSummary,
} from '../../../shared/models/host.ts'
import type { HostTransport } from '../transport/index.ts'
import { beginAttempt } from './attempt.ts'
import { Desk } from './desk.ts'
import { keyFailure } from './keyFailure.ts'
import type { LiveHost } from './live.ts'
import { LiveWatch } from './liveWatch.ts'
import { type HostPlan, transportSummary } from './plan.ts'
import { toProblem } from './problem.ts'
import { type AttemptQuestions, newKeyQuestion, questionProblem } from './questions.ts'
import { type Keeping, keepingOf, outcomeOf } from './outcome.ts'
import { Reopening } from './reopening.ts'
import type { HostRun, RunEnd } from './run.ts'
import type { SessionParts } from './sessionParts.ts'
import {
  initialState,
  looksSame,
  type SessionEffect,
  type SessionEvent,
  type SessionState,
  transition,
} from './sessionState.ts'
import { type Contact, shownState } from './shownState.ts'

/** One host's session: reaches it, keeps it, and says where it stands. */
export class HostSession {
  readonly hostId: HostId
  readonly #parts: SessionParts
  readonly #desk: Desk
  readonly #listeners = new Set<(state: HostState) => void>()
  #state: SessionState
  #run: HostRun | null = null
  #ending: Promise<void> = Promise.resolve()
  #transport: HostTransport | null = null
  #cancelRetry: () => void = () => {}
  #live: LiveHost | null = null
  #summary: TransportSummary | null = null
  #watch: LiveWatch | null = null
  #contact: Contact = { lastContactMs: null, roundTripMs: null }
  #quick = false
  #hurry = false
  #closed = false
  /** What a person wants kept once its answer has let the host in. */
  #toKeep: Keeping | null = null
  readonly #reopening = new Reopening()

  constructor(hostId: HostId, parts: SessionParts) {
    this.hostId = hostId
    this.#parts = parts
    this.#desk = new Desk({ hostId, ...parts })
    this.#state = initialState(parts.clock.nowMs())
  }

  /** Where the host stands, as shown. */
  get state(): HostState {
    return shownState(this.#state, this.#contact, this.live !== null, this.#parts.clock)
  }

  /** The open connection while the host is live or degraded. */
  get live(): LiveHost | null {
    const { phase } = this.#state
    return phase === 'live' || phase === 'degraded' ? this.#live : null
  }

  /** How the host is reached, or was last. */
  get transport(): TransportSummary | null {
    return this.#summary
  }

  /** True while it is neither disconnected by choice nor finished. */
  get wanted(): boolean {
    return this.#state.phase !== 'disconnected'
  }

  /** Calls back after every change; the returned function ends that. */
  onState(callback: (state: HostState) => void): () => void {
    this.#listeners.add(callback)
    return () => this.#listeners.delete(callback)
  }

  connect(): void {
    if (!this.#closed) this.#dispatch({ type: 'connect' })
  }

  /** Ends everything, forgets its secrets and stays so. */
  disconnect(): void {
    this.#dispatch({ type: 'disconnect' })
    this.#desk.clear()
    void this.#dropTransport()
  }

  /** Tries at once instead of waiting; true when that began an attempt. */
  retryNow(): boolean {
    return this.#retry('person')
  }

  /** The network may have changed: whoever waits tries at once, whoever is live proves it. */
  networkChanged(): boolean {
    if (this.live === null) return this.#retry('network')
    this.#verify()
    return false
  }

  /** Tries once with short deadlines, also while the local network is suspected. */
  probe(): void {
    this.#quick = true
    this.#retry('network')
    this.#quick = false
  }

  suspectNetwork(suspect: boolean): void {
    this.#dispatch({ type: 'suspect', suspect })
  }

  suspend(): void {
    this.#dispatch({ type: 'suspend' })
  }

  resume(): void {
    this.#dispatch({ type: 'resume' })
  }

  /** Another part found the host slow; null takes that back. */
  reportSlow(part: string, problem: Problem | null): void {
    this.#watch?.report(part, problem)
  }

  /** True while libvirt is opened anew with other rights: whoever wants to act waits for that. */
  get isReopening(): boolean {
    return this.#reopening.isUnderWay
  }

  /** Resolves when libvirt is open again, or won't be. */
  reopened(signal?: AbortSignal): Promise<void> {
    return this.#reopening.ended(signal)
  }

  /** Opens libvirt anew over the same transport where the rights that it was opened with are no longer right. */
  reviewReadOnly(): void {
    const live = this.live
    if (live === null || live.readOnly === this.#parts.readOnly()) return
    this.#reopening.begin()
    this.#dispatch({ type: 'reopen' })
  }

  /** Tries again where only a secret was missing that may be had by now. */
  unlocked(): void {
    const { phase, problem } = this.#state
    if (phase === 'blocked' && (problem?.code === 'vault.closed' || problem?.code === 'vault.noKey'))
      this.connect()
  }

  /**
   * Answers the question that blocks the host; `input.invalid` or `hostKey.refused` where it doesn't fit. `by` is
   * who wants the answer kept, by name.
   */
  answer(answer: HostAnswer, by = ''): void {
    const { question } = this.#state
    const toKeep = keepingOf(question, answer, by)
    const { event, handOver } = this.#desk.answer(question, answer)
    this.#toKeep = toKeep
    this.#dispatch(event)
    handOver()
  }

  /** Somebody answered the same question elsewhere (the key is pinned, the passphrase known): goes on if so. */
  reconsider(): void {
    const answer = this.#desk.known(this.#state.question)
    if (answer === null) return
    try {
      this.answer(answer)
    } catch (error) {
      // The question stays; its person can still answer it.
      this.#parts.log.warn({ err: error, hostId: this.hostId }, 'a known answer could not be used')
    }
  }

  /** Ends for good; resolves when nothing of it is left. */
  async close(): Promise<void> {
    this.#closed = true
    this.disconnect()
    this.#listeners.clear()
    await this.#ending
    await this.#dropTransport()
  }

  #retry(by: 'person' | 'network'): boolean {
    if (this.#closed) return false
    const before = this.#state.run
    this.#dispatch({ type: 'retry', by })
    return this.#state.run !== before
  }

  #dispatch(event: SessionEvent): void {
    const { clock, backoff } = this.#parts
    const before = this.#state
    const { state, effects } = transition(before, event, {
      nowMs: clock.nowMs(),
      monotonicMs: clock.monotonicMs(),
      chance: this.#parts.chance(),
      backoff,
    })
    this.#state = state
    if (state.phase !== 'connecting') this.#reopening.end()
    for (const effect of effects) this.#carryOut(effect)
    if (!looksSame(before, state)) this.#changed()
  }

  #carryOut(effect: SessionEffect): void {
    switch (effect.type) {
      case 'start':
        this.#start(effect.run)
        break
      case 'stop':
        this.#run?.stop()
        break
      case 'release':
        this.#run?.release()
        break
      case 'arm':
        this.#cancelRetry = this.#parts.clock.after(effect.delayMs, () => this.#dispatch({ type: 'due' }))
        break
      case 'disarm':
        this.#cancelRetry()
        break
      case 'forgetSecrets':
        this.#parts.memory.forget(this.hostId)
        break
      case 'verify':
        this.#verify()
        break
    }
  }

  #changed(): void {
    const { state } = this
    for (const listener of [...this.#listeners]) {
      try {
        listener(state)
      } catch (error) {
        // Whoever listens must not stop the session half way.
        this.#parts.log.error({ err: error, hostId: this.hostId }, 'a listener of a host failed')
      }
    }
  }

  /** Begins when whatever was under way before has been torn down, unless nobody wants it any more by then. */
  #start(run: number): void {
    const quick = this.#quick
    const before = this.#ending
    this.#ending = (async () => {
      await before
      if (this.#state.run !== run || !this.#state.running) return
      try {
        await this.#perform(run, quick)
      } catch (error) {
        this.#parts.log.error({ err: error, hostId: this.hostId }, 'a session failed')
        this.#dispatch({ type: 'failed', run, problem: toProblem(error), kind: 'host' })
      }
    })()
  }

  async #perform(number: number, quick: boolean): Promise<void> {
    const { questions, run } = beginAttempt(this.hostId, this.#parts, {
      quick,
      failures: this.#state.failures,
      prepared: this.#desk.takePrepared(),
      transport: this.#transport,
      ask: (question, signal) => this.#ask(number, question, signal),
      onPlan: plan => {
        this.#summary = { kind: plan.target.kind, decisions: plan.decisions }
      },
      onStage: stage => this.#dispatch({ type: 'stage', run: number, stage }),
      onReached: () => {
        if (this.#state.run !== number || this.#state.reached) return
        this.#dispatch({ type: 'reached', run: number })
        this.#parts.onReach('reached')
      },
      onLetIn: given => this.#keepAnswer(given),
      onLive: (live, plan) => this.#entered(number, live, plan),
    })
    this.#run = run
    this.#transport = null
    this.#left(number, await run.ended, questions)
  }

  #entered(run: number, live: LiveHost, plan: HostPlan): void {
    this.#live = live
    this.#hurry = false
    this.#summary = transportSummary(plan, live.transport)
    this.#watch = new LiveWatch(live.libvirt, plan.options, this.#parts.clock, {
      contact: (contact, tell) => {
        this.#contact = contact
        if (tell) this.#changed()
      },
      late: (problem, silent) => {
        if (silent) this.#run?.doubt()
        this.#dispatch({ type: 'late', run, problem })
      },
      onTime: () => {
        this.#run?.trust()
        this.#dispatch({ type: 'onTime', run })
      },
    })
    this.#dispatch({ type: 'live', run })
    // Somebody may have come or gone while it was connecting.
    this.reviewReadOnly()
  }

  #keepAnswer(questions: AttemptQuestions): void {
    const wanted = this.#toKeep
    this.#toKeep = null
    const [value] = (wanted && questions.givenFor(wanted.key)) ?? []
    if (wanted === null || value === undefined) return
    const { key: _, ...rest } = wanted
    this.#parts.keep({ ...rest, value })
  }

  #left(run: number, end: RunEnd, questions: AttemptQuestions): void {
    this.#watch?.close()
    this.#watch = null
    this.#live = null
    this.#run = null
    this.#transport = end.transport
    const current = this.#state.run === run && this.#state.running
    const handedOn = end.released && this.#state.run === run + 1 && this.#state.running
    if (handedOn) return
    if (!current) void this.#dropTransport()
    else this.#failed(run, end.error, questions)
  }

  #failed(run: number, error: unknown, questions: AttemptQuestions): void {
    const { problem, kind } = outcomeOf(error, questions, this.#parts)
    if (problem.code === 'internal')
      this.#parts.log.error({ err: error, hostId: this.hostId }, 'a session failed')
    const asked = questions.newKey === null && !questions.keyForbidden ? keyFailure(error) : null
    this.#desk.offer(questions.newKey ?? asked?.offered ?? null)
    const question = questions.newKey === null ? (asked?.question ?? null) : newKeyQuestion(questions.newKey)
    if (this.#state.phase === 'live' || this.#state.phase === 'degraded')
      this.#parts.log.info({ hostId: this.hostId, code: problem.code }, 'a host was lost')
    // What a person changes on the host, a group for one, counts from the next login on.
    if (kind === 'person') void this.#dropTransport()
    if (kind === 'network') this.#parts.onReach('unreached')
    else {
      // A refusal is an answer too.
      if (problem.code === 'tcp.refused') this.#parts.onReach('reached')
      this.#parts.onReach('left')
    }
    this.#dispatch({
      type: 'failed',
      run,
      problem: question === null ? problem : { ...problem, ...questionProblem(question) },
      kind,
      question,
    })
    // A key that was accepted beforehand, or just now for another host, needs nobody.
    this.reconsider()
    if (this.#hurry && !this.#closed) this.#dispatch({ type: 'retry', by: 'network' })
    this.#hurry = false
  }

  /** Puts a secret to a person; null when nobody answers before the signal ends. */
  async #ask(run: number, question: HostQuestion, signal: AbortSignal): Promise<string[] | null> {
    if (this.#state.run !== run || !this.#state.running || signal.aborted) return null
    this.#run?.yieldPlace()
    const answers = this.#desk.wait(signal)
    this.#dispatch({ type: 'asked', run, question, problem: questionProblem(question) })
    return answers
  }

  #verify(): void {
    const run = this.#run
    if (run === null) return
    this.#hurry = true
    void run.verify().then(alive => {
      if (alive) this.#hurry = false
    })
  }

  async #dropTransport(): Promise<void> {
    const transport = this.#transport
    this.#transport = null
    try {
      await transport?.close()
    } catch (error) {
      // It is gone for us either way.
      this.#parts.log.warn({ err: error, hostId: this.hostId }, 'a transport did not close cleanly')
    }
  }
}
