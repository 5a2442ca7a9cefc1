import type { PolicyEffect } from '../../../shared/contract/index.ts'
import type { Zone } from '../../../shared/models/zone.ts'
import { formatDuration } from '../../../shared/units.ts'
import { formatNumber } from '../../words/format.ts'
import { knownWords, t } from '../../words/index.ts'
import { zonedMinute } from '../../words/zonedWords.ts'

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
    until: zonedMinute(Math.ceil(Number(values.untilMs ?? 0) / MINUTE_MS) * MINUTE_MS, zoneOf(values)),
    colour: knownWords(`policies.choices.productionColour.${said('colour')}`) ?? String(said('colour')),
  })
}

const zoneOf = ({ zone, offsetMinutes }: PolicyEffect['values']): Zone | null =>
  typeof zone === 'string' && typeof offsetMinutes === 'number' ? { name: zone, offsetMinutes } : null
