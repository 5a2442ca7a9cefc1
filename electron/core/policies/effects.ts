import type { PolicyEffect } from '../../../shared/contract/policies.ts'
import type { SiteId } from '../../../shared/ids.ts'
import type { Person } from '../../../shared/models/access.ts'
import type { Site } from '../../../shared/models/host.ts'
import type { Policies } from '../../../shared/models/policies.ts'
import { siteChain } from '../hosts/options.ts'
import { actRule, type ActMachine } from './acts.ts'
import { forbiddenUntil, momentWords } from './hours.ts'

const DAY_MS = 24 * 3_600_000

/** What a change of policy is judged by. */
export interface EffectFacts {
  people: readonly Pick<Person, 'name' | 'isOwner' | 'secondFactor' | 'passphraseChangedMs' | 'disabled'>[]
  machines: Iterable<ActMachine>
  hosts: readonly { name: string; siteId: SiteId | null }[]
  sites: ReadonlyMap<SiteId, Site>
  nowMs: number
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`
const minutes = (number: number): string =>
  number % 60 === 0 ? count(number / 60, 'hour') : count(number, 'minute')

const needsFactor = (policies: Policies, person: EffectFacts['people'][number]): boolean =>
  !person.secondFactor &&
  (policies.secondFactor.required === 'everyone' ||
    (policies.secondFactor.required === 'owners' && person.isOwner))

const tooOld = (
  policies: Policies,
  { passphraseChangedMs }: EffectFacts['people'][number],
  nowMs: number,
): boolean =>
  policies.passphrase.maxAgeDays !== null &&
  passphraseChangedMs !== null &&
  nowMs - passphraseChangedMs > policies.passphrase.maxAgeDays * DAY_MS

/** What would become different for whom if these policies held, in the order of the page; nothing where they are the same. */
export function policyEffects(now: Policies, next: Policies, facts: EffectFacts): PolicyEffect[] {
  return [
    ...signInEffects(now, next, facts),
    ...hostEffects(now, next, facts),
    ...actEffects(now, next, facts),
    ...dataEffects(now, next),
  ]
}

function signInEffects(now: Policies, next: Policies, { people, nowMs }: EffectFacts): PolicyEffect[] {
  const told: PolicyEffect[] = []
  const tell = (policy: string, words: string, names: string[] = []) =>
    told.push({ policy, words, people: names })
  const active = people.filter(person => !person.disabled)
  const named = (wanted: (person: EffectFacts['people'][number]) => boolean) =>
    active.filter(wanted).map(person => person.name)
  if (next.secondFactor.required !== now.secondFactor.required) {
    const names = named(person => needsFactor(next, person) && !needsFactor(now, person))
    tell(
      'secondFactor.required',
      names.length > 0
        ? 'They must set up a second factor at their next sign-in, before anything else.'
        : 'Nobody has to do anything: whoever needs a second factor has one.',
      names,
    )
  }
  const { passphrase: was, session: sat } = now
  const { passphrase, session } = next
  if (passphrase.minLength !== was.minLength || passphrase.minScore !== was.minScore)
    tell('passphrase.minLength', 'It holds for passphrases chosen from now on; those in use stay.')
  if (passphrase.maxAgeDays !== was.maxAgeDays) {
    const names = named(person => tooOld(next, person, nowMs) && !tooOld(now, person, nowMs))
    tell(
      'passphrase.maxAgeDays',
      names.length > 0
        ? 'Their passphrases are older: they must choose new ones at their next sign-in.'
        : 'Nobody’s passphrase is older than that.',
      names,
    )
  }
  if (passphrase.argonMemoryKib !== was.argonMemoryKib || passphrase.argonPasses !== was.argonPasses) {
    const cost = (each: Policies['passphrase']) => each.argonMemoryKib * each.argonPasses
    const times = Math.round((cost(passphrase) / cost(was)) * 10) / 10
    tell(
      'passphrase.argonMemoryKib',
      times > 1
        ? `A guess, and a sign-in, costs about ${times} times as much. Each key is derived anew at its person’s next sign-in.`
        : `A guess costs about ${times} times as much as now. Keys that exist keep what they cost.`,
    )
  }
  if (session.idleLockMinutes !== sat.idleLockMinutes)
    tell(
      'session.idleLockMinutes',
      session.idleLockMinutes === null
        ? 'Windows that are left alone stay open until the session ends.'
        : `Windows that nobody touched for ${minutes(session.idleLockMinutes)} lock, those open now too.`,
    )
  if (session.absoluteMinutes !== sat.absoluteMinutes)
    tell(
      'session.absoluteMinutes',
      `Sessions end ${minutes(session.absoluteMinutes)} after sign-in, whatever is done in them.`,
    )
  if (session.lockOnSleep !== sat.lockOnSleep)
    tell(
      'session.lockOnSleep',
      session.lockOnSleep
        ? 'The desktop locks when the screen locks or the computer sleeps.'
        : 'The desktop stays open when the computer sleeps.',
    )
  if (session.keychainAllowed !== sat.keychainAllowed)
    tell(
      'session.keychainAllowed',
      session.keychainAllowed
        ? 'People may let this computer’s keychain hold their unlock key.'
        : 'Nobody is let in by a keychain any more: everybody types the passphrase.',
    )
  if (session.watchWhileLocked !== sat.watchWhileLocked)
    tell(
      'session.watchWhileLocked',
      session.watchWhileLocked
        ? 'Hosts stay connected and are watched while nobody is signed in.'
        : 'Hosts are disconnected, and nothing is noticed, while nobody is signed in.',
    )
  if (JSON.stringify(next.throttle) !== JSON.stringify(now.throttle)) {
    const { freeTries, firstDelaySeconds, maxDelaySeconds } = next.throttle
    tell(
      'throttle.freeTries',
      `After ${count(freeTries, 'wrong try').replace('trys', 'tries')} one waits ${firstDelaySeconds} s, then twice as long each time, up to ${maxDelaySeconds} s.`,
    )
  }
  return told
}

function hostEffects(now: Policies, next: Policies, { hosts, sites }: EffectFacts): PolicyEffect[] {
  const told: PolicyEffect[] = []
  const tell = (policy: string, words: string) => told.push({ policy, words, people: [] })
  if (next.hosts.newHostKeys !== now.hosts.newHostKeys)
    tell(
      'hosts.newHostKeys',
      next.hosts.newHostKeys === 'pinnedOnly'
        ? 'A host is only reached where its key is known or its fingerprint was given beforehand; nobody is asked.'
        : 'Whoever connects a new host is shown its key and may trust it.',
    )
  const readOnly = (policies: Policies) =>
    hosts
      .filter(({ siteId }) =>
        siteChain(siteId, sites).some(site => policies.hosts.readOnlySites.includes(site.id)),
      )
      .map(host => host.name)
  const [was, will] = [new Set(readOnly(now)), new Set(readOnly(next))]
  const closed = [...will].filter(name => !was.has(name))
  const opened = [...was].filter(name => !will.has(name))
  if (closed.length > 0)
    tell(
      'hosts.readOnlySites',
      `Opened read-only, so that the host itself refuses changes: ${closed.join(', ')}. Break-glass lifts it for a while.`,
    )
  if (opened.length > 0) tell('hosts.readOnlySites', `Opened for changes again: ${opened.join(', ')}.`)
  return told
}

function actEffects(now: Policies, next: Policies, facts: EffectFacts): PolicyEffect[] {
  const told: PolicyEffect[] = []
  const tell = (policy: string, words: string) => told.push({ policy, words, people: [] })
  const { sites, nowMs } = facts
  const machines = [...facts.machines]
  const typed = (policies: Policies): number =>
    machines.filter(machine => actRule('forceOff', machine, { policies, sites, nowMs, elevated: true }).typed)
      .length
  if (JSON.stringify(next.acts.typedConfirmation) !== JSON.stringify(now.acts.typedConfirmation))
    tell(
      'acts.typedConfirmation',
      `To force off or reset ${count(typed(next), 'machine')} their names are typed; now it is ${typed(now)} of ${machines.length}.`,
    )
  if (JSON.stringify(next.acts.forbiddenHours) !== JSON.stringify(now.acts.forbiddenHours)) {
    const until = machines.flatMap(machine => {
      const chain = siteChain(machine.siteId, sites).map(site => site.id)
      return forbiddenUntil(next.acts.forbiddenHours, chain, nowMs) ?? []
    })
    tell(
      'acts.forbiddenHours',
      next.acts.forbiddenHours.length === 0
        ? 'No hour is forbidden.'
        : until.length === 0
          ? 'They do not hold at this moment.'
          : `They hold at once: ${count(until.length, 'machine')} can’t be stopped or interrupted until ${momentWords(Math.max(...until))} but by break-glass.`,
    )
  }
  if (JSON.stringify(next.acts.elevationRoles) !== JSON.stringify(now.acts.elevationRoles))
    tell(
      'acts.elevationRoles',
      next.acts.elevationRoles.length === 0
        ? 'Nobody can take a role for a while: break-glass is off.'
        : `By break-glass one may take: ${next.acts.elevationRoles.join(', ')}.`,
    )
  if (next.acts.elevationMaxMinutes !== now.acts.elevationMaxMinutes)
    tell('acts.elevationMaxMinutes', `Break-glass lasts at most ${minutes(next.acts.elevationMaxMinutes)}.`)
  return told
}

function dataEffects(now: Policies, next: Policies): PolicyEffect[] {
  const told: PolicyEffect[] = []
  const tell = (policy: string, words: string) => told.push({ policy, words, people: [] })
  if (next.data.exportMaxRows !== now.data.exportMaxRows)
    tell(
      'data.exportMaxRows',
      next.data.exportMaxRows === null
        ? 'Exports may be of any length.'
        : `Exports of more than ${count(next.data.exportMaxRows, 'row')} are refused.`,
    )
  if (next.data.clipboardAllowed !== now.data.clipboardAllowed)
    tell(
      'data.clipboardAllowed',
      next.data.clipboardAllowed
        ? 'The window offers to copy.'
        : 'The window offers no copying. That binds the window only: what can be read can be written down.',
    )
  if (next.data.auditDays !== now.data.auditDays)
    tell(
      'data.auditDays',
      next.data.auditDays === null
        ? 'Audit entries are kept for good.'
        : `Audit entries older than ${count(next.data.auditDays, 'day')} are removed, behind a signed checkpoint.`,
    )
  if (next.data.syslog !== now.data.syslog)
    tell(
      'data.syslog',
      next.data.syslog === null
        ? 'Nothing is forwarded.'
        : `Each audit entry is also sent to ${next.data.syslog}${next.data.syslog.startsWith('udp:') ? ', where anybody on the way can read it' : ''}.`,
    )
  if (next.productionColour !== now.productionColour)
    tell('productionColour', `Production is marked ${next.productionColour} in every window, at once.`)
  return told
}
