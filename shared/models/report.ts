import { z } from 'zod'
import { reports } from '../report.ts'
import { sayingOf } from './saying.ts'

/** What was reported, in English; and by its name, where it is told in the reader's words. */
export const reported = {
  text: z.string(),
  // What another version of the program kept may have names that this one does not know.
  said: sayingOf(reports).optional().catch(undefined),
}
