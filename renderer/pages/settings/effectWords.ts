import type { PolicyEffect } from '../../../shared/contract/index.ts'
import { formatDuration } from '../../../shared/units.ts'
import { formatMinute, formatNumber } from '../../words/format.ts'
import { knownWords, t } from '../../words/index.ts'

const MINUTE_MS = 60_000

/** What a change of policy would do, in words of the window. */
export function effectWords({ code, values }: PolicyEffect): string {
  const ms = (name: string, factor: number) => formatDuration(Number(values[name] ?? 0) * factor)
  const said = (name: string) => values[name] ?? ''
  return t(`policies.does.${code}`, {
    hosts: said('hosts'),
    roles: said('roles'),
    address: said('address'),
    times: formatNumber(Number(said('times')), 1),
    before: Number(said('before')),
    all: Number(said('all')),
    count: Number(values.count ?? 0),
    time: ms('minutes', MINUTE_MS),
    first: ms('firstDelaySeconds', 1_000),
    longest: ms('maxDelaySeconds', 1_000),
    // A minute that has begun is still forbidden.
    until: formatMinute(Math.ceil(Number(values.untilMs ?? 0) / MINUTE_MS) * MINUTE_MS),
    colour: knownWords(`policies.choices.productionColour.${said('colour')}`) ?? String(said('colour')),
  })
}
