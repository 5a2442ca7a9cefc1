import { z } from 'zod'
import type { HostOptions } from '../../shared/models/host.ts'
import type { HostId } from '../../shared/ids.ts'

/** One host that a measured core connects to. */
export interface PlannedHost {
  readonly uri: string
  readonly name: string
  /** `SHA256:…` of its key. */
  readonly fingerprint: string
  readonly options: HostOptions
}

/** What a measured core opens. */
export interface CorePlan {
  readonly folder: string
  readonly identityFile: string
  readonly hosts: readonly PlannedHost[]
}

/** What a core in a process of its own is asked; `id` comes back with the answer. */
export type CoreRequest = { readonly id: number } & CoreQuestion

export type CoreQuestion =
  | { readonly ask: 'open'; readonly plan: CorePlan }
  | {
      readonly ask:
        | 'openedLibvirt'
        | 'listed'
        | 'defined'
        | 'volumesRead'
        | 'settled'
        | 'states'
        | 'traffic'
        | 'close'
    }
  /** `profile`: folder for a CPU profile of the time measured. */
  | { readonly ask: 'measure'; readonly ms: number; readonly profile: string | null }

/** How often the delay of the event loop is sampled; taken off every delay, which is counted from the sample before. */
export const DELAY_RESOLUTION_MS = 10

export const Opened = z.object({
  hostIds: z.array(z.string().transform(id => id as HostId)),
  socket: z.string(),
})
/** Milliseconds since the core's start. */
export const Moment = z.object({ atMs: z.number() })
export const Listed = Moment.extend({ machines: z.number(), answered: z.number() })
/** What became of each host that is not live. */
export const States = z.array(z.string())
export const VolumesRead = Moment.extend({ volumes: z.number() })
export const Settled = Moment.extend({ machines: z.number() })
export const Traffic = z.object({
  calls: z.number(),
  bytesIn: z.number(),
  bytesOut: z.number(),
  peakRssBytes: z.number(),
})
export type Traffic = z.infer<typeof Traffic>
/** CPU in percent of one core, delays of the event loop beyond the sampling, the largest resident set. */
export const Load = z.object({
  cpuPercent: z.number(),
  delayP99Ms: z.number(),
  delayMaxMs: z.number(),
  rssBytes: z.number(),
})
export type Load = z.infer<typeof Load>

/** An answer as it comes back. */
export const CoreAnswer = z.union([
  z.object({ id: z.number(), error: z.string() }),
  z.object({ id: z.number(), result: z.unknown() }),
])
