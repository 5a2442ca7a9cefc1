import { z } from 'zod'
import type { Saying } from '../saying.ts'

/** The names that a table of texts has. */
export const namesOf = <Name extends string>(table: Readonly<Record<Name, string>>) =>
  z.enum(Object.keys(table) as [Name, ...Name[]])

/** A saying of a table of texts. */
export function sayingOf<Name extends string>(
  table: Readonly<Record<Name, string>>,
): z.ZodType<Saying<Name>, Saying<Name>> {
  const name = namesOf(table)
  const saying: z.ZodType<Saying<Name>, Saying<Name>> = z.lazy(() =>
    z.object({ say: name, values: z.record(z.string(), z.union([z.string(), z.number(), saying])) }),
  ) as never
  return saying
}
