import { type AuditCause, auditCauses } from '../../../shared/auditCauses.ts'
import type { MachineAction } from '../../../shared/models/task.ts'

/** Which of libvirt's events an action leads to, as `lifecycleReport` names them, in English. */
const follows: Readonly<Record<MachineAction, RegExp>> = {
  start: /^(Defined: changed$|Started: (booted|restored)|Resumed: unpaused|Paused: restored)/,
  shutdown: /^(Shutting down|Stopped: shut down)/,
  reboot: /^(Shutting down|Stopped: shut down|Started: booted|Resumed|Paused: by a person)/,
  reset: /^(Resumed|Paused: by a person)/,
  forceOff: /^(Shutting down|Stopped: (forced off|shut down|crashed))/,
  pause: /^Paused: by a person/,
  resume: /^(Resumed|Started: woken up)/,
  save: /^(Paused|Stopped: saved)/,
  autostartOn: /^Defined: changed/,
  autostartOff: /^Defined: changed/,
}

/** True where an action explains an event of the machine that it was done to. */
export const explains = (action: string, event: string): boolean =>
  action in follows && follows[action as MachineAction].test(event)

/** True where a change of a machine's definition explains an event. */
export const explainsByDefinition = (event: string): boolean => /^(Defined|Undefined)/.test(event)

/** Who or what, as far as libvirt tells. */
const causes: readonly [RegExp, AuditCause][] = [
  [/^Shutting down: asked by the guest/, 'guestAsked'],
  [/^Suspended by its guest/, 'guest'],
  [/^(Crashed|Stopped: crashed)/, 'crashed'],
  [/^Paused: after an I\/O error/, 'ioError'],
  [/^Paused: by the watchdog/, 'watchdog'],
  [/^Paused: after an error of libvirt/, 'libvirtError'],
]

/** By whom, where nobody and nothing is known. */
export const outsideWords = auditCauses.outside

/** By whom something happened that no act of NovaCron explains. `guestAsked`: the guest said before that it would stop. */
export function causeOf(event: string, guestAsked: boolean): string {
  if (guestAsked && /^Stopped: shut down/.test(event)) return auditCauses.guestAsked
  const [, cause = 'outside'] = causes.find(([pattern]) => pattern.test(event)) ?? []
  return auditCauses[cause]
}

/** The act's name of an event: `Stopped: forced off` is `event.stopped`, `Network started` is `event.networkStarted`. */
export function eventAct(event: string): string {
  const words = (event.split(':')[0] ?? '').toLowerCase().split(/[^a-z]+/)
  const [first = 'unknown', ...rest] = words.filter(word => word !== '')
  return `event.${[first, ...rest.map(word => word[0]?.toUpperCase() + word.slice(1))].join('').slice(0, 60)}`
}
