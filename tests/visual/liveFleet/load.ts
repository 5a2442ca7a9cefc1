import { createHash } from 'node:crypto'

/** How busy something is over time; shares are 0 to 1, rates bytes a second. */
export interface Shape {
  /** Share of its vCPUs on an ordinary moment, and what comes on top at the day's height. */
  cpu: number
  swing?: number
  /** Share of one spike, about every `spikeMinutes`. */
  spike?: number
  spikeMinutes?: number
  /** Share of its memory in use. */
  memory: number
  readRate?: number
  writeRate?: number
  inRate?: number
  outRate?: number
}

/** What is measured of a machine at one moment. */
export interface Load {
  cpu: number
  memory: number
  readRate: number
  writeRate: number
  inRate: number
  outRate: number
}

const MINUTE = 60_000

/** The load of whatever `label` names at a time (Unix ms): smooth, with noise of its own, the same in every run. */
export function loadAt(label: string, shape: Shape, atMs: number): Load {
  const slow = smooth(`${label} slow`, atMs / (11 * MINUTE))
  const fine = smooth(`${label} fine`, atMs / 25_000)
  const wave = 0.5 + 0.5 * Math.sin(atMs / (9 * MINUTE) + 6 * unit(label))
  const busy = spikeAt(label, shape, atMs)
  const pulse = 0.55 + 0.5 * slow + 0.35 * fine
  const cpu = clamp(shape.cpu * pulse + (shape.swing ?? 0) * wave + busy)
  const rate = (base: number | undefined, name: string) =>
    (base ?? 0) * (0.35 + 0.9 * smooth(`${label} ${name}`, atMs / 40_000) + 0.3 * slow + 2 * busy)
  return {
    cpu,
    memory: clamp(shape.memory * (0.94 + 0.08 * slow)),
    readRate: rate(shape.readRate, 'read'),
    writeRate: rate(shape.writeRate, 'write'),
    inRate: rate(shape.inRate, 'in'),
    outRate: rate(shape.outRate, 'out'),
  }
}

/** A number in [0, 1) that belongs to a label. */
export function unit(label: string): number {
  const known = units.get(label)
  if (known !== undefined) return known
  const made = createHash('sha256').update(label).digest().readUInt32BE(0) / 2 ** 32
  if (units.size > 200_000) units.clear()
  units.set(label, made)
  return made
}
const units = new Map<string, number>()

function spikeAt(label: string, { spike, spikeMinutes = 15 }: Shape, atMs: number): number {
  if (spike === undefined) return 0
  const phase = (atMs / (spikeMinutes * MINUTE) + unit(`${label} phase`)) % 1
  const height = Math.max(0, 1 - Math.abs(phase - 0.5) * 9)
  return spike * height * (0.85 + 0.15 * smooth(`${label} spike`, atMs / 10_000))
}

/** Noise that moves from one whole number to the next without a step. */
function smooth(label: string, at: number): number {
  const from = Math.floor(at)
  const part = at - from
  const eased = part * part * (3 - 2 * part)
  return unit(`${label} ${from}`) * (1 - eased) + unit(`${label} ${from + 1}`) * eased
}

const clamp = (share: number) => Math.min(0.995, Math.max(0.002, share))
