import type { PlanSkip } from '../../shared/models/task.ts'
import { unknownText } from '../../shared/units.ts'
import { formatMinute } from './format.ts'
import { t } from './index.ts'

/** Why a machine is left alone, as a part of a sentence. */
export function skipWords({ code, host, state, untilMs, permission }: PlanSkip): string {
  return t(`skips.why.${code}`, {
    host: host ?? unknownText,
    state: t(`skips.state.${state ?? 'nostate'}`),
    permission: permission ?? unknownText,
    until: untilMs === undefined ? unknownText : formatMinute(untilMs),
  })
}
