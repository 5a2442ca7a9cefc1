import type { PolicyEffect } from '../../../shared/contract/policies.ts'
import type { SiteId } from '../../../shared/ids.ts'
import type { Person, Role } from '../../../shared/models/access.ts'
import type { Site } from '../../../shared/models/host.ts'
import type { Policies } from '../../../shared/models/policies.ts'
import { siteChain } from '../hosts/options.ts'
import { actRule, type ActMachine } from './acts.ts'
import { forbiddenUntil } from './hours.ts'
import { zoneAt } from './zone.ts'

const DAY_MS = 24 * 3_600_000

/** What a change of policy is judged by. */
export interface EffectFacts {
  people: readonly Pick<Person, 'name' | 'isOwner' | 'secondFactor' | 'passphraseChangedMs' | 'disabled'>[]
  machines: Iterable<ActMachine>
  hosts: readonly { name: string; siteId: SiteId | null }[]
  sites: ReadonlyMap<SiteId, Site>
  roles: readonly Pick<Role, 'id' | 'name'>[]
  nowMs: number
}

type Told = PolicyEffect[]
type Tell = (
  policy: string,
  code: PolicyEffect['code'],
  values?: PolicyEffect['values'],
  people?: string[],
) => void

/** A list of effects and what adds to it. */
function telling(): { told: Told; tell: Tell } {
  const told: Told = []
  return {
    told,
    tell: (policy, code, values = {}, people = []) => told.push({ policy, code, values, people }),
  }
}

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

function signInEffects(now: Policies, next: Policies, { people, nowMs }: EffectFacts): Told {
  const { told, tell } = telling()
  const active = people.filter(person => !person.disabled)
  const named = (wanted: (person: EffectFacts['people'][number]) => boolean) =>
    active.filter(wanted).map(person => person.name)
  if (next.secondFactor.required !== now.secondFactor.required) {
    const names = named(person => needsFactor(next, person) && !needsFactor(now, person))
    tell('secondFactor.required', names.length > 0 ? 'secondFactor' : 'secondFactorNobody', {}, names)
  }
  const { passphrase: was, session: sat } = now
  const { passphrase, session } = next
  if (passphrase.minLength !== was.minLength || passphrase.minScore !== was.minScore)
    tell('passphrase.minLength', 'passphraseFuture')
  if (passphrase.maxAgeDays !== was.maxAgeDays) {
    const names = named(person => tooOld(next, person, nowMs) && !tooOld(now, person, nowMs))
    tell('passphrase.maxAgeDays', names.length > 0 ? 'passphraseOld' : 'passphraseOldNobody', {}, names)
  }
  if (passphrase.argonMemoryKib !== was.argonMemoryKib || passphrase.argonPasses !== was.argonPasses) {
    const cost = (each: Policies['passphrase']) => each.argonMemoryKib * each.argonPasses
    const times = Math.round((cost(passphrase) / cost(was)) * 10) / 10
    tell('passphrase.argonMemoryKib', times > 1 ? 'guessDearer' : 'guessCheaper', { times })
  }
  const { idleLockMinutes, absoluteMinutes } = session
  if (idleLockMinutes !== sat.idleLockMinutes)
    if (idleLockMinutes === null) tell('session.idleLockMinutes', 'idleNever')
    else tell('session.idleLockMinutes', 'idle', { minutes: idleLockMinutes })
  if (absoluteMinutes !== sat.absoluteMinutes)
    tell('session.absoluteMinutes', 'absolute', { minutes: absoluteMinutes })
  if (session.lockOnSleep !== sat.lockOnSleep)
    tell('session.lockOnSleep', session.lockOnSleep ? 'lockOnSleep' : 'openOnSleep')
  if (session.keychainAllowed !== sat.keychainAllowed)
    tell('session.keychainAllowed', session.keychainAllowed ? 'keychain' : 'noKeychain')
  if (session.watchWhileLocked !== sat.watchWhileLocked)
    tell('session.watchWhileLocked', session.watchWhileLocked ? 'watch' : 'watchNot')
  if (JSON.stringify(next.throttle) !== JSON.stringify(now.throttle)) {
    const { freeTries, firstDelaySeconds, maxDelaySeconds } = next.throttle
    tell('throttle.freeTries', 'throttle', { count: freeTries, firstDelaySeconds, maxDelaySeconds })
  }
  return told
}

function hostEffects(now: Policies, next: Policies, { hosts, sites }: EffectFacts): Told {
  const { told, tell } = telling()
  if (next.hosts.newHostKeys !== now.hosts.newHostKeys)
    tell('hosts.newHostKeys', next.hosts.newHostKeys === 'pinnedOnly' ? 'keysPinned' : 'keysAsked')
  const readOnly = (policies: Policies) =>
    hosts
      .filter(({ siteId }) =>
        siteChain(siteId, sites).some(site => policies.hosts.readOnlySites.includes(site.id)),
      )
      .map(host => host.name)
  const [was, will] = [new Set(readOnly(now)), new Set(readOnly(next))]
  const closed = [...will].filter(name => !was.has(name))
  const opened = [...was].filter(name => !will.has(name))
  if (closed.length > 0) tell('hosts.readOnlySites', 'readOnly', { hosts: closed.join(', ') })
  if (opened.length > 0) tell('hosts.readOnlySites', 'writable', { hosts: opened.join(', ') })
  return told
}

function actEffects(now: Policies, next: Policies, facts: EffectFacts): Told {
  const { told, tell } = telling()
  const { sites, nowMs } = facts
  const machines = [...facts.machines]
  const typed = (policies: Policies): number =>
    machines.filter(machine => actRule('forceOff', machine, { policies, sites, nowMs, elevated: true }).typed)
      .length
  if (JSON.stringify(next.acts.typedConfirmation) !== JSON.stringify(now.acts.typedConfirmation))
    tell('acts.typedConfirmation', 'typed', { count: typed(next), before: typed(now), all: machines.length })
  const { forbiddenHours } = next.acts
  if (JSON.stringify(forbiddenHours) !== JSON.stringify(now.acts.forbiddenHours)) {
    const until = machines.flatMap(machine => {
      const chain = siteChain(machine.siteId, sites).map(site => site.id)
      return forbiddenUntil(forbiddenHours, chain, nowMs) ?? []
    })
    if (forbiddenHours.length === 0) tell('acts.forbiddenHours', 'hoursNone')
    else if (until.length === 0) tell('acts.forbiddenHours', 'hoursLater')
    else tell('acts.forbiddenHours', 'hoursNow', { count: until.length, ...untilValues(Math.max(...until)) })
  }
  const { elevationRoles, elevationMaxMinutes } = next.acts
  const roleName = (id: string): string => facts.roles.find(role => role.id === id)?.name ?? id
  if (JSON.stringify(elevationRoles) !== JSON.stringify(now.acts.elevationRoles))
    if (elevationRoles.length === 0) tell('acts.elevationRoles', 'elevationNone')
    else tell('acts.elevationRoles', 'elevationRoles', { roles: elevationRoles.map(roleName).join(', ') })
  if (elevationMaxMinutes !== now.acts.elevationMaxMinutes)
    tell('acts.elevationMaxMinutes', 'elevationMax', { minutes: elevationMaxMinutes })
  return told
}

function dataEffects(now: Policies, next: Policies): Told {
  const { told, tell } = telling()
  const { exportMaxRows, clipboardAllowed, auditDays, syslog } = next.data
  if (exportMaxRows !== now.data.exportMaxRows)
    if (exportMaxRows === null) tell('data.exportMaxRows', 'exportAny')
    else tell('data.exportMaxRows', 'exportMax', { count: exportMaxRows })
  if (clipboardAllowed !== now.data.clipboardAllowed)
    tell('data.clipboardAllowed', clipboardAllowed ? 'copying' : 'copyingNot')
  if (auditDays !== now.data.auditDays)
    if (auditDays === null) tell('data.auditDays', 'auditForever')
    else tell('data.auditDays', 'auditDays', { count: auditDays })
  if (syslog !== now.data.syslog)
    if (syslog === null) tell('data.syslog', 'syslogNone')
    else tell('data.syslog', syslog.startsWith('udp:') ? 'syslogOpen' : 'syslog', { address: syslog })
  if (next.productionColour !== now.productionColour)
    tell('productionColour', 'colour', { colour: next.productionColour })
  return told
}

/** A moment of the policies with the zone that it is meant in. */
function untilValues(untilMs: number): PolicyEffect['values'] {
  const { name, offsetMinutes } = zoneAt(untilMs)
  return { untilMs, zone: name, offsetMinutes }
}
