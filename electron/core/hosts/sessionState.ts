import type { HostPhase, HostQuestion, HostState, Problem } from '../../../shared/models/host.ts'
import { type BackoffRule, backoffMs } from './backoff.ts'
import type { FailureKind } from './failure.ts'

/** What a session knows of itself; times are Unix ms except `retryAt`, which is monotonic. */
export interface SessionState {
  phase: HostPhase
  stage: HostState['stage']
  problem: Problem | null
  sinceMs: number
  retryAt: number | null
  /** Failed attempts since the last success. */
  failures: number
  question: HostQuestion | null
  /** Number of the attempt or connection that was begun last; what an older one still says is ignored. */
  run: number
  /** An attempt or a connection of that number is under way. */
  running: boolean
  /** The network has carried something back during that attempt. */
  reached: boolean
  networkSuspect: boolean
  suspended: boolean
}

/** Everything that may happen to a session. */
export type SessionEvent =
  | { type: 'connect' }
  | { type: 'disconnect' }
  /** By hand it wakes a blocked session too; the network coming back doesn't. */
  | { type: 'retry'; by: 'person' | 'network' }
  /** The back-off is over. */
  | { type: 'due' }
  | { type: 'stage'; run: number; stage: HostState['stage'] }
  | { type: 'reached'; run: number }
  | { type: 'asked'; run: number; question: HostQuestion; problem: Problem }
  | { type: 'answered' }
  /** The person said no; an attempt that waits for the answer goes on to its own failure. */
  | { type: 'declined'; problem: Problem }
  | { type: 'failed'; run: number; problem: Problem; kind: FailureKind; question?: HostQuestion | null }
  | { type: 'live'; run: number }
  | { type: 'late'; run: number; problem: Problem }
  | { type: 'onTime'; run: number }
  /** libvirt is opened anew over the same transport. */
  | { type: 'reopen' }
  | { type: 'suspect'; suspect: boolean }
  | { type: 'suspend' }
  | { type: 'resume' }

/** What the runner has to do after an event. */
export type SessionEffect =
  | { type: 'start'; run: number }
  | { type: 'stop' }
  /** Like `stop`, and the transport stays for the next start. */
  | { type: 'release' }
  | { type: 'arm'; delayMs: number }
  | { type: 'disarm' }
  | { type: 'forgetSecrets' }
  | { type: 'verify'; run: number }

/** What the transition takes from outside, so that it stays a function. */
export interface TransitionContext {
  nowMs: number
  monotonicMs: number
  /** In [0, 1). */
  chance: number
  /** Null: a failure is final until a person acts (one-shot commands). */
  backoff: BackoffRule | null
}

export interface Transition {
  state: SessionState
  effects: SessionEffect[]
}

/** A session that nobody has asked for yet. */
export function initialState(nowMs: number): SessionState {
  return {
    phase: 'disconnected',
    stage: null,
    problem: null,
    sinceMs: nowMs,
    retryAt: null,
    failures: 0,
    question: null,
    run: 0,
    running: false,
    reached: false,
    networkSuspect: false,
    suspended: false,
  }
}

/** What of the state is shown; the rest is bookkeeping. */
const shown = [
  'phase',
  'stage',
  'problem',
  'sinceMs',
  'retryAt',
  'failures',
  'question',
  'networkSuspect',
] as const

/** True when a person would see no difference. */
export function looksSame(one: SessionState, other: SessionState): boolean {
  return shown.every(key => one[key] === other[key])
}

/** The next state and what to do for it; the same state object where nothing changes. */
export function transition(state: SessionState, event: SessionEvent, context: TransitionContext): Transition {
  if ('run' in event && (event.run !== state.run || !state.running)) return same(state)
  switch (event.type) {
    case 'connect':
      return state.running ? same(state) : begin(state, context)
    case 'disconnect':
      return disconnect(state, context)
    case 'retry':
      if (state.phase === 'disconnected' || (state.phase === 'blocked' && event.by === 'network'))
        return same(state)
      return event.by === 'network' && isKnocking(state) ? restart(state, context) : retry(state, context)
    case 'due':
      return state.retryAt === null ? same(state) : retry(state, context)
    case 'stage':
      if (state.phase !== 'connecting' || state.stage === event.stage) return same(state)
      return { state: { ...state, stage: event.stage }, effects: [] }
    case 'reached':
      return state.reached ? same(state) : { state: { ...state, reached: true }, effects: [] }
    case 'asked':
      return {
        state: enter(state, context, { phase: 'blocked', question: event.question, problem: event.problem }),
        effects: [],
      }
    case 'answered':
      if (state.phase !== 'blocked') return same(state)
      if (!state.running) return begin(state, context)
      return { state: enter(state, context, { phase: 'connecting' }), effects: [] }
    case 'declined':
      if (state.question === null) return same(state)
      return {
        state: enter(
          state,
          context,
          state.running ? { phase: 'connecting' } : { phase: 'blocked', problem: event.problem },
        ),
        effects: [],
      }
    case 'failed':
      return failed(state, event, context)
    case 'live':
      return { state: enter(state, context, { phase: 'live', failures: 0 }), effects: [] }
    case 'late':
      if (state.phase === 'degraded') {
        const sameProblem = state.problem?.code === event.problem.code
        return { state: sameProblem ? state : { ...state, problem: event.problem }, effects: [] }
      }
      if (state.phase !== 'live') return same(state)
      return { state: enter(state, context, { phase: 'degraded', problem: event.problem }), effects: [] }
    case 'onTime':
      if (state.phase !== 'degraded') return same(state)
      return { state: enter(state, context, { phase: 'live' }), effects: [] }
    case 'reopen': {
      if (state.phase !== 'live' && state.phase !== 'degraded') return same(state)
      const next = start(state, context)
      return { state: next.state, effects: [{ type: 'release' }, ...next.effects] }
    }
    case 'suspect':
      return suspect(state, event.suspect, context)
    case 'suspend':
      return suspend(state, context)
    case 'resume':
      return resume(state, context)
  }
}

function same(state: SessionState): Transition {
  return { state, effects: [] }
}

/** Another phase: what belonged to the last one is gone unless given. */
function enter(
  state: SessionState,
  context: TransitionContext,
  next: Partial<SessionState> & { phase: HostPhase },
): SessionState {
  return {
    ...state,
    stage: null,
    problem: null,
    question: null,
    retryAt: null,
    sinceMs: next.phase === state.phase ? state.sinceMs : context.nowMs,
    ...next,
  }
}

function start(state: SessionState, context: TransitionContext): Transition {
  const run = state.run + 1
  return {
    state: enter(state, context, {
      phase: 'connecting',
      run,
      running: true,
      reached: false,
      suspended: false,
    }),
    effects: [{ type: 'disarm' }, { type: 'start', run }],
  }
}

/** True while an attempt waits for the network's first answer. */
function isKnocking(state: SessionState): boolean {
  return state.phase === 'connecting' && state.stage !== null && !state.reached
}

/** True while an attempt waits for a place: it has begun no stage yet. */
function isQueued(state: SessionState): boolean {
  return state.phase === 'connecting' && state.stage === null && !state.reached
}

const untried: Problem = {
  code: 'network.suspect',
  message: 'It was not tried: no host answers, so the network of this computer is suspected.',
  next: 'Check the network of this computer; one host after the other is tried until one answers.',
}

/** Starts, unless nobody but a probe would get a place: then it waits like the others, and says why. */
function begin(state: SessionState, context: TransitionContext): Transition {
  if (!state.networkSuspect) return start(state, context)
  return {
    state: enter(state, context, { phase: 'waiting', problem: untried }),
    effects: [{ type: 'disarm' }],
  }
}

/** Begins the attempt anew: what it sent before the network changed may never be answered. */
function restart(state: SessionState, context: TransitionContext): Transition {
  const next = start(state, context)
  return { state: next.state, effects: [{ type: 'stop' }, ...next.effects] }
}

/** Starts unless an attempt or a connection is under way already. */
function retry(state: SessionState, context: TransitionContext): Transition {
  return state.running || state.suspended ? same(state) : start(state, context)
}

function disconnect(state: SessionState, context: TransitionContext): Transition {
  const effects: SessionEffect[] = [{ type: 'disarm' }, { type: 'forgetSecrets' }]
  if (state.running) effects.push({ type: 'stop' })
  return {
    state: enter(state, context, {
      phase: 'disconnected',
      running: false,
      failures: 0,
      networkSuspect: false,
    }),
    effects,
  }
}

function failed(
  state: SessionState,
  event: Extract<SessionEvent, { type: 'failed' }>,
  context: TransitionContext,
): Transition {
  const ended = { problem: event.problem, failures: state.failures + 1, running: false }
  const question = event.question ?? state.question
  if (question !== null || event.kind === 'person') {
    return {
      state: enter(state, context, { ...ended, phase: 'blocked', question }),
      effects: event.problem.code.startsWith('auth.') ? [{ type: 'forgetSecrets' }] : [],
    }
  }
  if (context.backoff === null) {
    return { state: enter(state, context, { ...ended, phase: 'disconnected' }), effects: [] }
  }
  if (state.networkSuspect || state.suspended) {
    return { state: enter(state, context, { ...ended, phase: 'waiting' }), effects: [] }
  }
  const delayMs = backoffMs(ended.failures, context.chance, context.backoff)
  const retryAt = context.monotonicMs + delayMs
  return {
    state: enter(state, context, { ...ended, phase: 'waiting', retryAt }),
    effects: [{ type: 'arm', delayMs }],
  }
}

/** While the local network is the suspect nobody retries by themselves; when it is cleared, all do at once. */
function suspect(state: SessionState, value: boolean, context: TransitionContext): Transition {
  if (state.networkSuspect === value) return same(state)
  const next = { ...state, networkSuspect: value }
  if (!value && isKnocking(state)) return restart(next, context)
  // Nobody but a probe gets a place now: whoever queues for one waits like the others, and is probed in turn.
  if (value && isQueued(state)) {
    const waiting = enter(next, context, { phase: 'waiting', running: false, problem: untried })
    return { state: waiting, effects: [{ type: 'stop' }] }
  }
  if (state.phase !== 'waiting') return same(next)
  if (!value) return retry(next, context)
  return { state: { ...next, retryAt: null }, effects: [{ type: 'disarm' }] }
}

/** Before sleep: nothing new is begun and an attempt half way is given up; a live connection may survive. */
function suspend(state: SessionState, context: TransitionContext): Transition {
  const asleep = { ...state, suspended: true }
  if (state.phase === 'waiting') {
    return { state: { ...asleep, retryAt: null }, effects: [{ type: 'disarm' }] }
  }
  if (state.phase !== 'connecting') return same(asleep)
  return {
    state: enter(asleep, context, { phase: 'waiting', running: false }),
    effects: [{ type: 'stop' }],
  }
}

/** After sleep: whoever waits starts at once, whoever seems live proves it. */
function resume(state: SessionState, context: TransitionContext): Transition {
  const awake = { ...state, suspended: false }
  if (state.phase === 'waiting') return state.networkSuspect ? same(awake) : retry(awake, context)
  if (state.phase === 'live' || state.phase === 'degraded') {
    return { state: awake, effects: [{ type: 'verify', run: state.run }] }
  }
  return same(awake)
}
