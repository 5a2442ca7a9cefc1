import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { HostQuestion, Problem } from '../../../shared/models/host.ts'
import { defaultBackoff } from './backoff.ts'
import {
  initialState,
  type SessionEffect,
  type SessionEvent,
  type SessionState,
  type TransitionContext,
  transition,
} from './sessionState.ts'

const context: TransitionContext = { nowMs: 5_000, monotonicMs: 100, chance: 0.5, backoff: defaultBackoff }
const timeout: Problem = { code: 'tcp.timeout', message: 'no answer' }
const wrongPassword: Problem = { code: 'auth.failed', message: 'no' }
const slow: Problem = { code: 'libvirt.unresponsive', message: 'late' }
const wanted: Problem = { code: 'auth.noMethod', message: 'a password is needed' }
const question: HostQuestion = {
  kind: 'secret',
  endpoint: 'kvm1:22',
  request: 'password',
  subject: 'root',
  instruction: '',
  prompts: [{ text: 'Password: ', echo: false }],
  again: false,
}

function play(events: SessionEvent[], with_: Partial<TransitionContext> = {}) {
  let state = initialState(0)
  let effects: SessionEffect[] = []
  for (const event of events) ({ state, effects } = transition(state, event, { ...context, ...with_ }))
  return { state, effects }
}

const connect: SessionEvent = { type: 'connect' }
const live: SessionEvent = { type: 'live', run: 1 }
const failed: SessionEvent = { type: 'failed', run: 1, problem: timeout, kind: 'network' }
const asked: SessionEvent = { type: 'asked', run: 1, question, problem: wanted }

describe('transition', () => {
  const cases: [name: string, SessionEvent[], Partial<SessionState>, SessionEffect[]][] = [
    ['connects', [connect], { phase: 'connecting', run: 1 }, [{ type: 'disarm' }, { type: 'start', run: 1 }]],
    ['connects once', [connect, connect], { phase: 'connecting', run: 1 }, []],
    [
      'shows the stage',
      [connect, { type: 'stage', run: 1, stage: 'hostKey' }],
      { phase: 'connecting', stage: 'hostKey' },
      [],
    ],
    ['goes live', [connect, live], { phase: 'live', stage: null, failures: 0 }, []],
    [
      'waits after a failure',
      [connect, failed],
      { phase: 'waiting', problem: timeout, failures: 1, retryAt: 1_100 },
      [{ type: 'arm', delayMs: 1_000 }],
    ],
    [
      'starts again when due',
      [connect, failed, { type: 'due' }],
      { phase: 'connecting', run: 2, retryAt: null, failures: 1 },
      [{ type: 'disarm' }, { type: 'start', run: 2 }],
    ],
    [
      'backs off further',
      [connect, failed, { type: 'due' }, { ...failed, run: 2 }],
      { phase: 'waiting', failures: 2, retryAt: 2_100 },
      [{ type: 'arm', delayMs: 2_000 }],
    ],
    [
      'forgets failures on the first success',
      [connect, failed, { type: 'due' }, { type: 'live', run: 2 }, { ...failed, run: 2 }],
      { phase: 'waiting', failures: 1 },
      [{ type: 'arm', delayMs: 1_000 }],
    ],
    [
      'ignores what an older attempt still says',
      [connect, failed, { type: 'due' }, live],
      { phase: 'connecting', run: 2 },
      [],
    ],
    [
      'blocks where retrying can not cure, and forgets secrets that were refused',
      [connect, { type: 'failed', run: 1, problem: wrongPassword, kind: 'person' }],
      { phase: 'blocked', problem: wrongPassword, retryAt: null },
      [{ type: 'forgetSecrets' }],
    ],
    [
      'asks while the attempt waits',
      [connect, asked],
      { phase: 'blocked', question, problem: wanted, running: true },
      [],
    ],
    [
      'keeps the question when the server gave up waiting',
      [connect, asked, failed],
      { phase: 'blocked', question, problem: timeout, running: false },
      [],
    ],
    [
      'goes on with an answer',
      [connect, asked, { type: 'answered' }],
      { phase: 'connecting', question: null, run: 1 },
      [],
    ],
    [
      'starts anew with an answer that came too late for the attempt',
      [connect, asked, failed, { type: 'answered' }],
      { phase: 'connecting', question: null, run: 2 },
      [{ type: 'disarm' }, { type: 'start', run: 2 }],
    ],
    [
      'stays blocked when the person says no',
      [connect, asked, failed, { type: 'declined', problem: wrongPassword }],
      { phase: 'blocked', question: null, problem: wrongPassword },
      [],
    ],
    ['does nothing on an answer to nothing', [connect, live, { type: 'answered' }], { phase: 'live' }, []],
    [
      'is not woken by the network when it waits for a person',
      [connect, { ...failed, kind: 'person' }, { type: 'retry', by: 'network' }],
      { phase: 'blocked', run: 1 },
      [],
    ],
    [
      'is woken by hand when it waits for a person',
      [connect, { ...failed, kind: 'person' }, { type: 'retry', by: 'person' }],
      { phase: 'connecting', run: 2 },
      [{ type: 'disarm' }, { type: 'start', run: 2 }],
    ],
    [
      'leaves the disconnected alone',
      [{ type: 'retry', by: 'person' }],
      { phase: 'disconnected', run: 0 },
      [],
    ],
    [
      'degrades and recovers',
      [connect, live, { type: 'late', run: 1, problem: slow }, { type: 'onTime', run: 1 }],
      { phase: 'live', problem: null },
      [],
    ],
    [
      'says why it is degraded',
      [connect, live, { type: 'late', run: 1, problem: slow }],
      { phase: 'degraded', problem: slow },
      [],
    ],
    [
      'disconnects from a live connection',
      [connect, live, { type: 'disconnect' }],
      { phase: 'disconnected', running: false },
      [{ type: 'disarm' }, { type: 'forgetSecrets' }, { type: 'stop' }],
    ],
    [
      'waits without a countdown while the local network is suspected',
      [connect, failed, { type: 'suspect', suspect: true }],
      { phase: 'waiting', retryAt: null, networkSuspect: true },
      [{ type: 'disarm' }],
    ],
    [
      'stays so after a probe that failed',
      [
        connect,
        failed,
        { type: 'suspect', suspect: true },
        { type: 'retry', by: 'network' },
        { ...failed, run: 2 },
      ],
      { phase: 'waiting', retryAt: null, failures: 2 },
      [],
    ],
    [
      'starts at once when the network is cleared',
      [connect, failed, { type: 'suspect', suspect: true }, { type: 'suspect', suspect: false }],
      { phase: 'connecting', run: 2 },
      [{ type: 'disarm' }, { type: 'start', run: 2 }],
    ],
    [
      'knocks anew when the network is cleared, since nothing may answer what was sent before',
      [
        connect,
        { type: 'stage', run: 1, stage: 'tcp' },
        { type: 'suspect', suspect: true },
        { type: 'suspect', suspect: false },
      ],
      { phase: 'connecting', run: 2, stage: null },
      [{ type: 'stop' }, { type: 'disarm' }, { type: 'start', run: 2 }],
    ],
    [
      'waits like the others when it still queues while the network becomes the suspect',
      [connect, { type: 'suspect', suspect: true }],
      { phase: 'waiting', running: false, retryAt: null, failures: 0, networkSuspect: true },
      [{ type: 'stop' }],
    ],
    [
      'waits like the others when its question is answered while the network is the suspect',
      [connect, asked, failed, { type: 'suspect', suspect: true }, { type: 'answered' }],
      { phase: 'waiting', running: false, retryAt: null, networkSuspect: true },
      [{ type: 'disarm' }],
    ],
    [
      'starts once the network is cleared, though it was answered while it was the suspect',
      [
        connect,
        asked,
        failed,
        { type: 'suspect', suspect: true },
        { type: 'answered' },
        { type: 'suspect', suspect: false },
      ],
      { phase: 'connecting', running: true, networkSuspect: false },
      [{ type: 'disarm' }, { type: 'start', run: 2 }],
    ],
    [
      'is still probed while the network is the suspect',
      [connect, failed, { type: 'suspect', suspect: true }, { type: 'retry', by: 'network' }],
      { phase: 'connecting', running: true, networkSuspect: true },
      [{ type: 'disarm' }, { type: 'start', run: 2 }],
    ],
    [
      'finishes an attempt that is under way when the network becomes the suspect',
      [connect, { type: 'stage', run: 1, stage: 'tcp' }, { type: 'suspect', suspect: true }],
      { phase: 'connecting', run: 1, stage: 'tcp' },
      [],
    ],
    [
      'goes on with an attempt that the network has carried already',
      [
        connect,
        { type: 'stage', run: 1, stage: 'tcp' },
        { type: 'reached', run: 1 },
        { type: 'retry', by: 'network' },
      ],
      { phase: 'connecting', run: 1 },
      [],
    ],
    [
      'gives up an attempt before sleep',
      [connect, { type: 'suspend' }],
      { phase: 'waiting', running: false, retryAt: null },
      [{ type: 'stop' }],
    ],
    [
      'starts nothing while asleep',
      [connect, failed, { type: 'suspend' }, { type: 'retry', by: 'network' }],
      { phase: 'waiting', run: 1 },
      [],
    ],
    [
      'starts at once after sleep',
      [connect, failed, { type: 'suspend' }, { type: 'resume' }],
      { phase: 'connecting', run: 2 },
      [{ type: 'disarm' }, { type: 'start', run: 2 }],
    ],
    [
      'verifies what seems to have survived sleep',
      [connect, live, { type: 'suspend' }, { type: 'resume' }],
      { phase: 'live', run: 1 },
      [{ type: 'verify', run: 1 }],
    ],
  ]
  test.each(cases)('%s', (_, events, expected, effects) => {
    const result = play(events)
    expect(result.state).toMatchObject(expected)
    expect(result.effects).toEqual(effects)
  })

  test('a one-shot session ends at its first failure instead of waiting', () => {
    const { state, effects } = play([connect, failed], { backoff: null })
    expect(state).toMatchObject({ phase: 'disconnected', problem: timeout, retryAt: null })
    expect(effects).toEqual([])
  })

  test('since when is the time of the phase, not of the last event', () => {
    const first = transition(initialState(0), connect, context)
    const second = transition(first.state, asked, { ...context, nowMs: 6_000 })
    const third = transition(second.state, failed, { ...context, nowMs: 9_000 })
    expect([first.state.sinceMs, second.state.sinceMs, third.state.sinceMs]).toEqual([5_000, 6_000, 6_000])
  })
})

const anyEvent = (run: number): fc.Arbitrary<SessionEvent> =>
  fc.oneof(
    fc.constantFrom<SessionEvent>(
      { type: 'connect' },
      { type: 'disconnect' },
      { type: 'retry', by: 'person' },
      { type: 'retry', by: 'network' },
      { type: 'due' },
      { type: 'answered' },
      { type: 'declined', problem: wrongPassword },
      { type: 'suspect', suspect: true },
      { type: 'suspect', suspect: false },
      { type: 'suspend' },
      { type: 'resume' },
    ),
    fc.constantFrom<SessionEvent>(
      { type: 'stage', run, stage: 'tcp' },
      { type: 'reached', run },
      { type: 'asked', run, question, problem: wanted },
      { type: 'failed', run, problem: timeout, kind: 'network' },
      { type: 'failed', run, problem: slow, kind: 'host' },
      { type: 'failed', run, problem: wrongPassword, kind: 'person' },
      { type: 'live', run },
      { type: 'late', run, problem: slow },
      { type: 'onTime', run },
    ),
  )

test('whatever happens in whatever order, a session stays sound', () => {
  const steps = fc.array(
    fc.tuple(
      fc.integer({ min: 0, max: 3 }).chain(back => anyEvent(-back)),
      fc.double({ min: 0, max: 0.99, noNaN: true }),
    ),
    { maxLength: 60 },
  )
  fc.assert(
    fc.property(steps, script => {
      let state = initialState(0)
      let underWay = 0
      let timer = false
      for (const [relative, chance] of script) {
        // Events name the latest run or one of the few before it.
        const event = 'run' in relative ? { ...relative, run: state.run + relative.run } : relative
        const before = state
        const result = transition(state, event, { ...context, chance })
        state = result.state
        if ('run' in event && event.type === 'failed' && event.run === before.run && before.running)
          underWay -= 1
        for (const effect of result.effects) {
          if (effect.type === 'start') underWay += 1
          if (effect.type === 'stop') underWay -= 1
          if (effect.type === 'arm') timer = true
          if (effect.type === 'disarm') timer = false
        }
        if (event.type === 'due' && state.phase === 'connecting') timer = false
        // One attempt or connection at a time, and the state knows of it.
        expect(underWay).toBe(state.running ? 1 : 0)
        // A countdown is shown exactly while a timer runs.
        expect(state.retryAt !== null).toBe(timer && state.phase === 'waiting')
        if (state.question !== null) expect(state.phase).toBe('blocked')
        if (state.phase === 'live') expect(state.problem).toBeNull()
        if (state.phase === 'degraded') expect(state.problem).not.toBeNull()
        if (state.phase === 'live' || state.phase === 'degraded') expect(state.running).toBe(true)
        if (state.phase === 'disconnected' || state.phase === 'waiting') expect(state.running).toBe(false)
        if (state.phase === 'connecting') expect(state.running).toBe(true)
        if (state.stage !== null) expect(state.phase).toBe('connecting')
        // Nothing but a person's act leaves the disconnected or what waits for a person.
        const byPerson = ['connect', 'retry', 'answered', 'declined'].includes(event.type)
        if ((before.phase === 'disconnected' || (before.phase === 'blocked' && !before.running)) && !byPerson)
          expect(['disconnected', before.phase]).toContain(state.phase)
      }
    }),
    { numRuns: 500 },
  )
})
