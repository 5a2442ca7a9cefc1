import type { BackupDifference } from '../../../shared/contract/backup.ts'
import type { DomainState } from '../../../shared/models/machine.ts'
import type { PlanSkip } from '../../../shared/models/task.ts'
import { unknownText } from '../../../shared/units.ts'
import { minuteText } from './when.ts'

const states: Record<DomainState, string> = {
  nostate: 'in no known state',
  running: 'running',
  blocked: 'running',
  paused: 'paused',
  shutdown: 'shutting down',
  shutoff: 'shut off',
  crashed: 'crashed',
  pmsuspended: 'suspended by its guest',
}

/** Why a machine is left alone, as a part of a sentence. */
export function skipText({
  code,
  host = unknownText,
  state = 'nostate',
  untilMs,
  permission,
}: PlanSkip): string {
  const is = states[state]
  const words: Record<PlanSkip['code'], string> = {
    hostAway: `${host} is not connected; this is what was known last`,
    hostReadOnly: `${host} is opened read-only`,
    hostGone: 'its host is not in the fleet any more',
    machineGone: 'it is not on its host any more',
    underWay: 'the same is being done already',
    hours: `the policies forbid it at these hours, until ${untilMs === undefined ? unknownText : minuteText(untilMs)}`,
    state: `it is ${is}`,
    already: `it is ${is} already`,
    notPaused: `it is ${is}, not paused`,
    guestPaused: 'it is paused, so its guest cannot hear it: resume it first',
    transientSave: 'it has no stored definition, so it could not be started from the saved state',
    transientStart: 'it has no stored definition that could be started',
    autostartOn: 'it is started with its host already',
    autostartOff: 'it is not started with its host',
    denied: `the right “${permission ?? unknownText}” is missing for it`,
  }
  return words[code]
}

const kinds = {
  sites: 'Sites',
  hosts: 'Hosts',
  people: 'People',
  machines: 'Machines known',
  credentials: 'Credentials',
} as const

/** One thing that restoring a back-up would change. */
export function differenceText(difference: BackupDifference): string {
  switch (difference.code) {
    case 'otherInstallation':
      return 'It was made on another installation: all that is here gives way to what was there.'
    case 'olderVersion':
      return `It was made by version ${difference.version}; its data is brought up to this version when it is restored.`
    case 'gone':
    case 'back': {
      const names = difference.names.map(name => `“${name}”`).join(', ')
      const more = difference.more > 0 ? ` and ${difference.more} more` : ''
      return `${kinds[difference.kind]} that would be ${difference.code}: ${names}${more}.`
    }
    case 'count':
      return `${kinds[difference.kind]}: ${difference.now} now, ${difference.after} after.`
    case 'registerNone':
      return 'Its people and rights are signed by nobody, as before NovaCron signed them; they would be taken as they are.'
    case 'registerBroken':
      return 'Its people and rights are not as they were signed: nobody could sign in after it is restored.'
    case 'registerForeign':
      return 'Its people and rights are signed by a key that this installation never had.'
    case 'registerRows':
      return `Rows of people and rights that are not as signed, and would be put back to what was signed: ${difference.rows}.`
    case 'registerVersion':
      return `People and rights, signed here: version ${difference.now} now, ${difference.after} after.`
    case 'people':
      return 'Passphrases, roles and policies are those of that time; everybody has to sign in again. The audit log goes on.'
  }
}
