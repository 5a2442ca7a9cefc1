import { z } from 'zod'

/** One thing that a device or property says. */
export const HardwareFact = z.object({
  /** Where it stands below its element: `driver@cache`. */
  path: z.string(),
  label: z.string(),
  value: z.string(),
  /** As it is written in the XML, where that is another text. */
  raw: z.string().nullable(),
})
export type HardwareFact = z.infer<typeof HardwareFact>

/** One device, or one property of the machine itself. */
export const HardwareDevice = z.object({
  id: z.string(),
  /** Name of its element. */
  kind: z.string(),
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
  /** One sentence. */
  words: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
})
export type DefinitionChange = z.infer<typeof DefinitionChange>
