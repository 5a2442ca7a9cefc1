import { z } from 'zod'

/** A zone of time as it is at one moment: what it is called, and what it is ahead of UTC then. */
export const Zone = z.object({
  /** As the system calls it: `Europe/Berlin`. */
  name: z.string().max(100),
  /** Minutes ahead of UTC, summer time included. */
  offsetMinutes: z.number().int().min(-1440).max(1440),
})
export type Zone = z.infer<typeof Zone>
