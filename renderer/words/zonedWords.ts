import type { Zone } from '../../shared/models/zone.ts'
import { behindUtcMs, formatMinute, formatMinuteThere } from './format.ts'
import { t } from './index.ts'

/** Whether a clock of that zone shows what this window's does at a moment. */
export const isOwnZone = (ms: number, zone: Zone): boolean => -behindUtcMs(ms) === zone.offsetMinutes * 60_000

/** A moment that is meant in the zone of the core: by this window's clock, and by that one where they differ. */
export const zonedMinute = (ms: number, zone: Zone | null): string =>
  zone === null || isOwnZone(ms, zone)
    ? formatMinute(ms)
    : t('skips.zoned', {
        here: formatMinute(ms),
        there: formatMinuteThere(ms, zone.offsetMinutes),
        zone: zone.name,
      })
