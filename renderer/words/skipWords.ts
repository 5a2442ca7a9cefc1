import type { PlanSkip } from '../../shared/models/task.ts'
import { unknownText } from '../../shared/units.ts'
import { t } from './index.ts'
import { rightNameOf } from './rightName.ts'
import { zonedMinute } from './zonedWords.ts'

/** Why a machine is left alone, as a part of a sentence. */
export function skipWords({ code, host, state, untilMs, zone, permission, why, site }: PlanSkip): string {
  const said = code === 'hostReadOnly' && why !== undefined ? why : code
  return t(`skips.why.${said}`, {
    host: host ?? unknownText,
    site: site ?? unknownText,
    state: t(`skips.state.${state ?? 'nostate'}`),
    permission: rightNameOf(permission) ?? unknownText,
    until: untilMs === undefined ? unknownText : zonedMinute(untilMs, zone ?? null),
  })
}

/** Whether break-glass would lift what is in the way. */
export const isLiftedByBreakGlass = ({ code, why }: PlanSkip): boolean =>
  code === 'hours' || (code === 'hostReadOnly' && why === 'policy')
