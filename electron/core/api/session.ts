import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../../../shared/errors.ts'
import type { SessionState } from '../../../shared/models/access.ts'
import type { Core } from '../core.ts'
import { api, type ApiContext } from './base.ts'
import { conflated } from './streams.ts'

/** A window is drawn before the keychain is asked, which takes a process of its own. */
const KEYCHAIN_AFTER_MS = 1_500

const everything = { kind: 'installation' } as const

/** Handlers of the session area: who sits at this connection, how they come and go, and their own account. */
export const sessionHandlers = (core: Core) => {
  const { people } = core
  const { own } = people
  const seatOf = ({ caller }: ApiContext) => people.at(caller.seat)

  /** At once for whoever has to sign in, perhaps by it. */
  async function learnKeychain({ seat }: ApiContext['caller'], signal: AbortSignal | undefined) {
    const { setUp, person } = people.stateOf(seat)
    if (setUp === 'none' || person !== null)
      await sleep(KEYCHAIN_AFTER_MS, undefined, { ref: false, ...(signal ? { signal } : {}) })
    await people.learnKeychain(seat)
  }

  async function* watch({ caller }: ApiContext, signal: AbortSignal | undefined) {
    const now = function* (): Generator<SessionState> {
      yield people.stateOf(caller.seat)
    }
    learnKeychain(caller, signal).catch((error: unknown) => {
      if (!signal?.aborted) core.log.warn({ err: error }, 'the keychain could not be asked')
    })
    yield* conflated(caller, signal, {
      acrossSeats: true,
      subscribe: changed => people.onSeat(caller.seat, changed),
      snapshot: now,
      flush: now,
    })
  }

  return {
    watch: api.session.watch.handler(({ context, signal }) => watch(context, signal)),
    state: api.session.state.handler(async ({ context }) => {
      // Where nobody set up people, nobody waits for a keychain to answer; the stream tells of it in time.
      if (people.setUpAs !== 'none') await people.learnKeychain(context.caller.seat)
      return people.stateOf(context.caller.seat)
    }),
    strength: api.session.strength.handler(({ input }) => people.strength(input.passphrase, input.name)),
    setUp: api.session.setUp.handler(({ input, context }) => people.door.setUp(context.caller.seat, input)),
    signIn: api.session.signIn.handler(({ input, context }) =>
      people.door.signIn(context.caller.seat, input),
    ),
    signInByKeychain: api.session.signInByKeychain.handler(({ input, context }) =>
      people.door.signInByKeychain(context.caller.seat, input?.code),
    ),
    recover: api.session.recover.handler(({ input, context }) =>
      people.door.recover(context.caller.seat, input),
    ),
    lock: api.session.lock.handler(({ context }) => {
      people.door.leave(context.caller.seat, 'lock')
      return {}
    }),
    signOut: api.session.signOut.handler(({ context }) => {
      people.door.leave(context.caller.seat, 'signOut')
      return {}
    }),
    touch: api.session.touch.handler(({ context }) => {
      people.touch(context.caller.seat)
      return {}
    }),

    changePassphrase: api.session.changePassphrase.handler(async ({ input, context }) => {
      await own.changePassphrase(seatOf(context), input.old, input.passphrase)
      return {}
    }),
    remember: api.session.remember.handler(async ({ input, context }) => {
      await own.remember(seatOf(context), input.on)
      await people.learnKeychain(context.caller.seat)
      return {}
    }),
    newRecoveryKey: api.session.newRecoveryKey.handler(async ({ input, context }) => ({
      recoveryKey: await own.newRecoveryKey(seatOf(context), input.passphrase),
    })),
    beginSecondFactor: api.session.beginSecondFactor.handler(({ context }) =>
      own.beginSecondFactor(seatOf(context)),
    ),
    confirmSecondFactor: api.session.confirmSecondFactor.handler(async ({ input, context }) => ({
      recoveryCodes: await own.confirmSecondFactor(seatOf(context), input.code),
    })),
    renewRecoveryCodes: api.session.renewRecoveryCodes.handler(async ({ input, context }) => ({
      recoveryCodes: await own.renewRecoveryCodes(seatOf(context), input.code),
    })),
    removeSecondFactor: api.session.removeSecondFactor.handler(async ({ input, context }) => {
      await own.removeSecondFactor(seatOf(context), input.code)
      return {}
    }),

    list: api.session.list.handler(({ context }) => {
      const { access, session } = context.caller.seat
      const all = access.may('session.manage', everything)
      return people
        .sessions()
        .filter(each => all || each.personId === access.person?.id)
        .map(each => ({ ...each, isOwn: each.id === session }))
    }),
    end: api.session.end.handler(({ input, context }) => {
      const { seat } = context.caller
      const found = people.sessions().find(each => each.id === input.sessionId)
      const isOwn = found !== undefined && found.personId === seat.access.person?.id
      // What one may not end, one is not told of either.
      if (!isOwn && !seat.access.may('session.manage', everything))
        throw new AppError('name.unknown', 'This session has ended already.')
      people.endSession(seat, input.sessionId)
      return {}
    }),

    elevate: api.session.elevate.handler(async ({ input, context }) => {
      const seat = seatOf(context)
      await own.elevate(seat, input)
      return seat.state()
    }),
    endElevation: api.session.endElevation.handler(({ context }) => {
      const seat = seatOf(context)
      own.endElevation(seat)
      return seat.state()
    }),
    elevations: api.session.elevations.handler(() => own.elevations()),

    becomePeople: api.session.becomePeople.handler(({ input, context }) =>
      people.door.becomePeople(context.caller.seat, input),
    ),
    becomeJustMe: api.session.becomeJustMe.handler(({ input, context }) =>
      people.door.becomeJustMe(context.caller.seat, input.unlock),
    ),
  }
}
