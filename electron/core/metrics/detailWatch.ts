import { type HostId, type MachineKey, machineKey } from '../../../shared/ids.ts'
import type { DomainUuid } from '../../../shared/ids.ts'
import type { MachineDetailSample } from '../../../shared/models/machineMetrics.ts'
import type { DetailValues } from './detailRates.ts'

/** Samples kept of a machine that is looked at: ten minutes at two seconds. */
const SAMPLES_MAX = 300
/** Machines whose samples are kept after nobody looks any more: who comes back finds them. */
const LEFT_MAX = 8

/** Who looks at one machine in every detail, and what was measured of it while somebody did. */
export class DetailWatch {
  readonly #watchers = new Map<MachineKey, Set<(sample: MachineDetailSample) => void>>()
  readonly #samples = new Map<MachineKey, MachineDetailSample[]>()

  /** Tells every sample of the machine until the returned function is called. */
  add(key: MachineKey, cb: (sample: MachineDetailSample) => void): () => void {
    const watchers = this.#watchers.get(key) ?? new Set()
    this.#watchers.set(key, watchers.add(cb))
    return () => {
      watchers.delete(cb)
      if (watchers.size > 0 || this.#watchers.get(key) !== watchers) return
      this.#watchers.delete(key)
      this.#forgetLeft()
    }
  }

  /** Machines that somebody looks at. */
  keys(): Iterable<MachineKey> {
    return this.#watchers.keys()
  }

  /** What was measured while somebody looked, oldest first. */
  samples(key: MachineKey): MachineDetailSample[] {
    return [...(this.#samples.get(key) ?? [])]
  }

  /** Takes a tick's values in; machines that nobody looks at are passed over. */
  take(hostId: HostId, atMs: number, details: ReadonlyMap<DomainUuid, DetailValues>): void {
    for (const [uuid, values] of details) {
      const key = machineKey(hostId, uuid)
      const watchers = this.#watchers.get(key)
      if (!watchers) continue
      const sample = { key, atMs, ...values }
      const samples = this.#samples.get(key) ?? []
      this.#samples.delete(key)
      this.#samples.set(key, samples)
      samples.push(sample)
      if (samples.length > SAMPLES_MAX) samples.shift()
      for (const cb of [...watchers]) cb(sample)
    }
  }

  /** Forgets everything measured of a host that was removed. */
  forget(hostId: HostId): void {
    for (const key of [...this.#samples.keys()]) if (key.startsWith(hostId)) this.#samples.delete(key)
  }

  #forgetLeft(): void {
    const left = [...this.#samples.keys()].filter(key => !this.#watchers.has(key))
    for (const key of left.slice(0, Math.max(0, left.length - LEFT_MAX))) this.#samples.delete(key)
  }
}
