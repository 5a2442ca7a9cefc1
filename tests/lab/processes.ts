import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** One process as /proc shows it, ids as the root namespace sees them. */
export interface ProcessFacts {
  readonly pid: number
  /** The program's name as the kernel has it. */
  readonly name: string
  readonly command: readonly string[]
  readonly rssBytes: number
}

/** What a process's file says, in /proc or elsewhere; null where there is none, or none any more. */
export function readFileOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // A process may end between the listing and the reading: then it simply has no facts.
    return null
  }
}

/** When a process started, in clock ticks since boot; null where there is no such process. */
export function startTimeOf(pid: number): string | null {
  const stat = readFileOrNull(`/proc/${pid}/stat`)
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
}

/** The kernel's letter for what a process does (R, S, T, Z, …); null where there is no such process. */
export function stateOf(pid: number): string | null {
  const stat = readFileOrNull(`/proc/${pid}/stat`)
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[0] ?? null
}

/** True while that very process lives: the id alone may have been given to another one since. */
export function isAlive(pid: number, startTime: string): boolean {
  return startTimeOf(pid) === startTime
}

/** The only child of a process; null while it has none. */
export function firstChildOf(pid: number): number | null {
  const children = readFileOrNull(`/proc/${pid}/task/${pid}/children`)?.trim()
  return children ? Number(children.split(' ')[0]) : null
}

/** Every process in the same PID namespace as `initPid`, that one included. */
export function processesInNamespaceOf(initPid: number): ProcessFacts[] {
  const namespace = namespaceOf(initPid)
  if (namespace === null) return []
  const found: ProcessFacts[] = []
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry)
    if (!Number.isInteger(pid) || namespaceOf(pid) !== namespace) continue
    const command = readFileOrNull(`/proc/${pid}/cmdline`)?.split('\0').slice(0, -1)
    const name = readFileOrNull(`/proc/${pid}/comm`)?.trim()
    const rssKib = /^VmRSS:\s+(\d+)/m.exec(readFileOrNull(`/proc/${pid}/status`) ?? '')?.[1]
    if (command && name) found.push({ pid, name, command, rssBytes: Number(rssKib ?? 0) * 1024 })
  }
  return found
}

function namespaceOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`)
  } catch {
    // Ended meanwhile.
    return null
  }
}

/** Sends a signal; false where the process has ended already. */
export function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}
