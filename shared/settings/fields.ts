import { z } from 'zod'

/** How one field of a settings schema is asked for: a switch, one of some words, a number within bounds, a list of texts, or one text. */
export type SettingField =
  | { key: string; kind: 'flag' }
  | { key: string; kind: 'choice'; choices: readonly string[] }
  | { key: string; kind: 'number'; min: number | null; max: number | null; unit: 'ms' | 's' | null }
  | { key: string; kind: 'list' }
  | { key: string; kind: 'text' }

/** The schema inside what only says that a value may be absent or has a default. */
function inner(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return inner(schema.unwrap())
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodCatch) return inner(schema.unwrap())
  return schema
}

/** Numbers say their unit in their names. */
const unitOf = (key: string): 'ms' | 's' | null =>
  key.endsWith('Ms') ? 'ms' : key.endsWith('Seconds') ? 's' : null

function fieldOf(key: string, schema: unknown): SettingField[] {
  const plain = inner(schema)
  if (plain instanceof z.ZodBoolean) return [{ key, kind: 'flag' }]
  if (plain instanceof z.ZodEnum) return [{ key, kind: 'choice', choices: plain.options.map(String) }]
  if (plain instanceof z.ZodNumber)
    return [{ key, kind: 'number', min: plain.minValue, max: plain.maxValue, unit: unitOf(key) }]
  if (plain instanceof z.ZodArray) return [{ key, kind: 'list' }]
  if (plain instanceof z.ZodString) return [{ key, kind: 'text' }]
  return []
}

/** The fields of a settings schema in its order, so that the page follows the schema; what has no simple field is left out. */
export const settingFields = (schema: z.ZodObject): SettingField[] =>
  Object.entries(schema.shape).flatMap(([key, value]) => fieldOf(key, value))
