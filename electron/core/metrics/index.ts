export type { SampledInventory } from './hostReader.ts'
export type { TickIntervals } from './hostSampler.ts'
export { type Interest, type MetricsTick, Sampler } from './sampler.ts'
