import { z } from 'zod'

/** One thing that a device or property says. */
export const HardwareFact = z.object({
  /** Where it stands below its element: `driver@cache`. */
  path: z.string(),
  label: z.string(),
  value: z.string(),
  /** As it is written in the XML, where that is another text. */
  raw: z.string().nullable(),
  /** The size that `value` writes, where it is one. */
  bytes: z.number().optional(),
})
export type HardwareFact = z.infer<typeof HardwareFact>

/** What a difference or a fact is about, for words in the reader's language. */
export const DefinitionPart = z.object({
  /** Name of its element; `domain` is what the root element says itself. */
  kind: z.string(),
  /** A child of `<devices>`; else a property of the machine. */
  device: z.boolean(),
  /** Which one it is among its like: `vda`, a MAC address; null where there is one. */
  which: z.string().nullable(),
})
export type DefinitionPart = z.infer<typeof DefinitionPart>

/** One device, or one property of the machine itself. */
export const HardwareDevice = DefinitionPart.extend({
  id: z.string(),
  title: z.string(),
  /** Line of the XML, from 1. */
  line: z.number().int(),
  facts: z.array(HardwareFact),
})
export type HardwareDevice = z.infer<typeof HardwareDevice>

export const HardwareGroup = z.object({
  id: z.string(),
  title: z.string(),
  devices: z.array(HardwareDevice),
})
export type HardwareGroup = z.infer<typeof HardwareGroup>

/** One difference between two definitions, in words. */
export const DefinitionChange = z.object({
  /** What it is about: `devices/disk[vda]/source@file`. */
  path: z.string(),
  kind: z.enum(['added', 'removed', 'changed']),
  /** The device or property: `Disk vda`. */
  title: z.string(),
  /** One sentence, in English. */
  words: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  part: DefinitionPart,
  /** Where it stands below the part's element (`driver@cache`; empty for its own text); null for all of it. */
  leaf: z.string().nullable(),
  /** The sizes that `before` and `after` write, where they are sizes. */
  beforeBytes: z.number().optional(),
  afterBytes: z.number().optional(),
})
export type DefinitionChange = z.infer<typeof DefinitionChange>
