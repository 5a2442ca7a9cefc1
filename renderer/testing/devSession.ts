import { implement } from '@orpc/server'
import { contract } from '../../shared/contract/index.ts'
import { AppError } from '../../shared/errors.ts'
import type { RoleId, SessionId } from '../../shared/ids.ts'
import type { Person, SessionState } from '../../shared/models/access.ts'
import type { DevPersons } from './devPersons.ts'

const os = implement(contract, { initialOutputValidationIndex: Number.NaN })
/** What the authenticator of the made-up core says, always. */
export const devCode = '123456'
const newKey = () => Array.from({ length: 8 }, () => crypto.randomUUID().slice(0, 5).toUpperCase()).join('-')
const codes = () => Array.from({ length: 10 }, () => crypto.randomUUID().slice(0, 11))

const refused = (people: DevPersons): AppError => {
  people.wrongTries++
  if (people.wrongTries < 3)
    return new AppError('signIn.refused', 'That is not right.', {
      next: 'Check the name and the passphrase.',
    })
  people.retryAtMs = Date.now() + 8_000
  return new AppError('signIn.delayed', 'Too many wrong tries.', { data: { retryAtMs: people.retryAtMs } })
}

const code = (given: string | undefined): void => {
  if (given === undefined || given === '')
    throw new AppError('signIn.code', 'A code of the second factor is needed.')
  if (given !== devCode) throw new AppError('signIn.refused', 'That code is not right.')
}

/** Signing in, locking and one's own account, in memory. */
export function devSession(people: DevPersons) {
  const own = (): Person => {
    if (!people.me) throw new AppError('session.required', 'Nobody is signed in.')
    return people.me
  }
  const enter = (person: Person) => {
    people.current = person.id
    people.lockedName = null
    people.wrongTries = 0
    people.retryAtMs = 0
    people.tell()
    return { state: people.state(), ticket: null }
  }
  const leave = (lockedName: string | null) => {
    people.current = null
    people.lockedName = lockedName
    people.elevation = null
    people.elevatedTo = null
    people.tell()
    return {}
  }
  const elevated = (elevation: SessionState['elevation'], roleId: RoleId | null): SessionState => {
    people.elevation = elevation
    people.elevatedTo = roleId === null ? null : people.role(roleId)
    people.tell()
    return people.state()
  }
  const makeOwner = (name: string, displayName: string, passphrase: string): Person => {
    const owner = people.addPerson(name, displayName, passphrase, { isOwner: true })
    people.grant({ kind: 'person', id: owner.id }, 'owner', { kind: 'everything' })
    people.recoveryKey = newKey()
    return owner
  }
  return {
    watch: os.session.watch.handler(async function* ({ signal }) {
      const changes = people.bus.subscribe('session', { signal })
      yield people.state()
      for await (const _ of changes) yield people.state()
    }),
    state: os.session.state.handler(() => people.state()),
    strength: os.session.strength.handler(({ input: { passphrase } }) => {
      const score = Math.min(4, Math.floor(passphrase.length / 4))
      return {
        score,
        enough: score >= 3,
        warning: score < 2 ? 'This is guessed within seconds.' : null,
        suggestions: score < 3 ? ['Add another word or two; unusual ones are better.'] : [],
      }
    }),
    setUp: os.session.setUp.handler(({ input }) => {
      if (people.mode !== 'none') throw new AppError('setUp.done', 'That has been chosen already.')
      const isPeople = input.mode === 'people'
      people.mode = input.mode
      if (!isPeople && input.unlock === 'keychain')
        people.keychain = { ...people.keychain, remembersMe: true }
      const owner = makeOwner(
        isPeople ? input.name : 'owner',
        isPeople ? input.displayName : '',
        input.passphrase ?? '',
      )
      const withKey = isPeople || input.unlock !== 'none'
      return { ...enter(owner), recoveryKey: withKey ? people.recoveryKey : null }
    }),
    signIn: os.session.signIn.handler(({ input }) => {
      if (people.retryAtMs > Date.now())
        throw new AppError('signIn.delayed', 'Too many wrong tries.', {
          data: { retryAtMs: people.retryAtMs },
        })
      const person = people.people.find(each => each.name.toLowerCase() === input.name.trim().toLowerCase())
      if (!person || person.disabled || people.passphrases.get(person.id) !== input.passphrase)
        throw refused(people)
      if (person.secondFactor) code(input.code)
      return enter(person)
    }),
    signInByKeychain: os.session.signInByKeychain.handler(() => {
      const [first] = people.people
      if (!first || !people.keychain.remembersMe)
        throw new AppError('keychain.empty', 'The keychain holds no key for anybody here.')
      return enter(first)
    }),
    recover: os.session.recover.handler(({ input }) => {
      const person = people.people.find(each => each.name === input.name)
      if (!person || input.recoveryKey !== people.recoveryKey)
        throw new AppError('recovery.refused', 'That key does not fit.', {
          next: 'Type it as it is printed.',
        })
      people.passphrases.set(person.id, input.passphrase)
      people.recoveryKey = newKey()
      return { ...enter(person), recoveryKey: people.recoveryKey }
    }),
    lock: os.session.lock.handler(() => leave(people.me?.name ?? null)),
    signOut: os.session.signOut.handler(() => leave(null)),
    touch: os.session.touch.handler(() => ({})),
    changePassphrase: os.session.changePassphrase.handler(({ input }) => {
      const me = own()
      if (input.old !== null && people.passphrases.get(me.id) !== input.old)
        throw new AppError('signIn.refused', 'The present passphrase is another one.')
      if (input.passphrase.length < 12) throw new AppError('passphrase.weak', 'That is guessed too easily.')
      people.passphrases.set(me.id, input.passphrase)
      people.changePerson(me.id, { mustChangePassphrase: false, passphraseChangedMs: Date.now() })
      people.tell()
      return {}
    }),
    remember: os.session.remember.handler(({ input }) => {
      people.keychain = { ...people.keychain, remembersMe: input.on }
      people.tell()
      return {}
    }),
    newRecoveryKey: os.session.newRecoveryKey.handler(() => {
      people.recoveryKey = newKey()
      return { recoveryKey: people.recoveryKey }
    }),
    beginSecondFactor: os.session.beginSecondFactor.handler(() => ({
      uri: 'otpauth://totp/NovaCron:ada?secret=JBSWY3DPEHPK3PXP&issuer=NovaCron',
      secret: 'JBSWY3DPEHPK3PXP',
      qr: Array.from({ length: 29 }, (_, y) =>
        Array.from({ length: 29 }, (_, x) => (x * 7 + y * 13) % 5 < 2),
      ),
    })),
    confirmSecondFactor: os.session.confirmSecondFactor.handler(({ input }) => {
      code(input.code)
      people.changePerson(own().id, { secondFactor: true })
      people.tell()
      return { recoveryCodes: codes() }
    }),
    renewRecoveryCodes: os.session.renewRecoveryCodes.handler(({ input }) => {
      code(input.code)
      return { recoveryCodes: codes() }
    }),
    removeSecondFactor: os.session.removeSecondFactor.handler(({ input }) => {
      code(input.code)
      people.changePerson(own().id, { secondFactor: false })
      people.tell()
      return {}
    }),
    list: os.session.list.handler(() => {
      const now = Date.now()
      return people.people.slice(0, 3).map((person, index) => ({
        id: `f0000000-0000-4000-8000-00000000000${index}` as SessionId,
        personId: person.id,
        person: person.name,
        shell: index === 0 ? ('headless' as const) : ('desktop' as const),
        where: index === 0 ? 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' : null,
        openedAtMs: now - 7_200_000 * (index + 1),
        lastSeenMs: now - index * 60_000,
        idleUntilMs: now + 600_000,
        untilMs: now + 20_000_000,
        connected: index !== 2,
        isOwn: index === 0,
      }))
    }),
    end: os.session.end.handler(() => ({})),
    elevate: os.session.elevate.handler(({ input }) => {
      if (own().secondFactor) code(input.code)
      const { name } = people.role(input.roleId)
      const untilMs = Date.now() + input.minutes * 60_000
      return elevated({ role: name, reason: input.reason, untilMs }, input.roleId)
    }),
    endElevation: os.session.endElevation.handler(() => elevated(null, null)),
    elevations: os.session.elevations.handler(() => [
      { roleId: 'admin' as RoleId, name: 'Admin', maxMinutes: 60 },
    ]),
    becomePeople: os.session.becomePeople.handler(({ input }) => {
      people.mode = 'people'
      enter(makeOwner(input.name, input.displayName, input.passphrase))
      return { ...people.state(), recoveryKey: people.recoveryKey }
    }),
    becomeJustMe: os.session.becomeJustMe.handler(() => {
      people.mode = 'justMe'
      people.tell()
      return people.state()
    }),
  }
}
