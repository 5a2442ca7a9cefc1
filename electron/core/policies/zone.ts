import type { Zone } from '../../../shared/models/zone.ts'

/** The zone of this computer, in which the policies' hours are meant, as it is at that moment (Unix ms). */
export const zoneAt = (atMs: number): Zone => ({
  name: new Intl.DateTimeFormat().resolvedOptions().timeZone,
  offsetMinutes: -new Date(atMs).getTimezoneOffset(),
})
