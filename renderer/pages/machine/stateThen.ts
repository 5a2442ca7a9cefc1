import { domainStates } from '../../../shared/models/domainStates.ts'
import { unknownText } from '../../../shared/units.ts'
import { stateWord } from '../../components/StateBadge.tsx'
import { t } from '../../words/index.ts'
import { within } from '../../words/within.ts'

/** The machine's state when it was taken; libvirt's own name where there are no words for it. */
export function stateThen(state: string | null): string {
  if (state === 'disk-snapshot') return t('machine.snapshots.disksOnly')
  const known = domainStates.find(each => each === state)
  return known === undefined ? (state ?? unknownText) : within(stateWord(known))
}
