import type { z } from 'zod'

/** What a form holds against its schema: the values, or what is wrong by field (`tickMs`, `options.jump`). */
export type Checked<Values> =
  | { values: Values; problems: Readonly<Record<string, never>> }
  | { values: null; problems: Readonly<Record<string, string>> }

/**
 * Holds what a person typed against the schema that the core will hold it against; the first problem of a
 * field counts. Words come from the schema library's catalogue of the window's language.
 */
export function check<Values>(schema: z.ZodType<Values>, typed: unknown): Checked<Values> {
  const read = schema.safeParse(typed)
  if (read.success) return { values: read.data, problems: {} }
  const problems: Record<string, string> = {}
  for (const { path, message } of read.error.issues) problems[path.map(String).join('.')] ??= message
  return { values: null, problems }
}
