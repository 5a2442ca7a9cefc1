import { z } from 'zod'

/** What a made-up input may name, by the field that names it; everything else is made of the schema alone. */
export type Known = Readonly<Record<string, unknown>>

const MADE_UP = '5f0c0d1e-2b3a-4c5d-8e6f-7a8b9c0d1e2f'

/**
 * An input that fits the schema: named fields from `known`, optional ones left out unless known, the first of
 * every choice. Throws for a kind of schema that it does not know, so that no procedure is passed over in silence.
 */
export function sample(schema: unknown, known: Known, field = ''): unknown {
  if (schema === undefined) return undefined
  if (field in known) return known[field]
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return undefined
  if (schema instanceof z.ZodNullable) return null
  if (schema instanceof z.ZodObject)
    return Object.fromEntries(
      Object.entries(schema.shape).flatMap(([name, inner]) => {
        const value = sample(inner, known, name)
        return value === undefined ? [] : [[name, value]]
      }),
    )
  if (schema instanceof z.ZodDiscriminatedUnion || schema instanceof z.ZodUnion)
    return sample(schema.options[0], known, field)
  if (schema instanceof z.ZodArray) return [sample(schema.element, known, `${field}[]`)]
  if (schema instanceof z.ZodEnum) return schema.options[0]
  if (schema instanceof z.ZodLiteral) return [...schema.values][0]
  if (schema instanceof z.ZodBoolean) return false
  if (schema instanceof z.ZodNumber) return Math.max(1, schema.minValue ?? 1)
  if (schema instanceof z.ZodRecord) return {}
  if (schema instanceof z.ZodUnknown) return 'anything'
  if (schema instanceof z.ZodPipe) return sample(schema.in, known, field)
  if (schema instanceof z.ZodGUID) return MADE_UP
  if (schema instanceof z.ZodString) return 'words'
  throw new Error(`no sample for ${field}: ${String((schema as { def?: { type?: unknown } })?.def?.type)}`)
}
