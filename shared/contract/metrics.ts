import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { HostId, MachineKey } from '../ids.ts'
import { HostSample, MachineSample, SamplerState } from '../models/metrics.ts'
import { machineMetricsProcedures } from './machineDetails.ts'
import { procedure } from './procedure.ts'

/**
 * What is on screen decides what is sampled: cheap groups for every machine at every tick,
 * block, net and balloon for the machines named here. The snapshot holds up to `history` last ticks.
 */
export const MetricsEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    machines: z.array(MachineSample),
    hosts: z.array(HostSample),
    samplers: z.array(SamplerState),
  }),
  z.object({
    type: z.literal('tick'),
    hostId: HostId,
    machines: z.array(MachineSample),
    host: HostSample.nullable(),
    sampler: SamplerState,
  }),
])
export type MetricsEvent = z.infer<typeof MetricsEvent>

export const metrics = {
  watch: procedure('metrics.read')
    .input(
      z.object({
        /** Machines on screen; null: every machine of `hostIds`, cheap groups only. */
        keys: z.array(MachineKey).max(2000).nullable(),
        hostIds: z.array(HostId).max(1000).nullable(),
        /** Ticks of history in the snapshot. */
        history: z.number().int().min(0).max(5000),
      }),
    )
    .output(eventIterator(MetricsEvent)),
  ...machineMetricsProcedures,
  machineHistory: procedure('metrics.read', { machine: 'key' })
    .input(z.object({ key: MachineKey, sinceMs: z.number().optional() }))
    .output(z.array(MachineSample)),
  hostHistory: procedure('metrics.read', { host: 'hostId' })
    .input(z.object({ hostId: HostId, sinceMs: z.number().optional() }))
    .output(z.array(HostSample)),
}
