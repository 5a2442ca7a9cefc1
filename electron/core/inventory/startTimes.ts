import { AppError } from '../../../shared/errors.ts'
import type { LiveContext } from './context.ts'

/** QEMU's pid file of a machine is written when its process starts. */
const command = `sh -c 'date +%s; stat -c "%Y %n" /run/libvirt/qemu/*.pid /var/run/libvirt/qemu/*.pid "$XDG_RUNTIME_DIR"/libvirt/qemu/run/*.pid 2>/dev/null; true'`

/** Learns since when running machines run, where the host's files tell; machines already known are left alone. */
export async function loadStartTimes({ live, host, clock, signal }: LiveContext): Promise<void> {
  if (live.driver.toUpperCase() !== 'QEMU') return
  const unknown = [...host.all()].filter(machine => machine.id !== null && machine.startedAtMs === null)
  if (unknown.length === 0) return
  let stdout: string
  try {
    const result = await live.transport.exec(command, {
      signal,
      timeoutMs: 10_000,
      maxBytes: 4 * 1024 * 1024,
    })
    stdout = result.stdout
  } catch (error) {
    // No shell there, or it did not answer: since when a machine runs stays unknown.
    if (error instanceof AppError && !signal.aborted) return
    throw error
  }
  const ages = agesBySecond(stdout)
  const nowMs = clock.nowMs()
  for (const { uuid, name, id } of unknown) {
    const age = ages.get(name)
    if (age === undefined) continue
    host.update(uuid, machine =>
      machine.id === id && machine.startedAtMs === null
        ? { ...machine, startedAtMs: nowMs - age * 1000 }
        : machine,
    )
  }
}

/** Seconds since each machine's pid file was written, by the host's own clock. */
export function agesBySecond(text: string): Map<string, number> {
  const [first = '', ...lines] = text.split('\n')
  const now = Number(first)
  const ages = new Map<string, number>()
  if (!/^\d{1,12}$/.test(first)) return ages
  for (const line of lines) {
    const match = /^(\d{1,12}) .*\/libvirt\/qemu\/(?:run\/)?([^/]+)\.pid$/.exec(line)
    if (match) ages.set(match[2] as string, Math.max(0, now - Number(match[1])))
  }
  return ages
}
