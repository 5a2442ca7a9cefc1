import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { waitFor } from './command.ts'
import { firstChildOf, isAlive, signal, startTimeOf } from './processes.ts'

/** A set of private namespaces held by its init; killing that ends every process inside. */
export interface Namespace {
  readonly initPid: number
  readonly startTime: string
  readonly alive: boolean
  /** Kills everything inside; true once all has gone. */
  kill(): void
}

export interface NamespaceRequest {
  /** What init runs inside. */
  readonly command: readonly string[]
  /** Written by everything inside. */
  readonly logFile: string
  /** Folders of the cgroup hierarchies it joins before its cgroup namespace is made. */
  readonly cgroups: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** Joins the cgroups, then becomes unshare; the last words are the command. */
const ENTER =
  'n=$1; shift; while [ $n -gt 0 ]; do echo $$ > "$1/cgroup.procs"; shift; n=$((n-1)); done; exec "$@"'

/**
 * Starts a reaping init in network, mount, PID, UTS, IPC and cgroup namespaces of its own. Two leashes
 * (parent-death signal, `--kill-child`) end all of it when this process ends in whatever way.
 */
export async function startNamespace(request: NamespaceRequest): Promise<Namespace> {
  const log = openSync(request.logFile, 'a')
  const unshare = ['unshare', '-n', '-m', '-p', '-u', '-i', '-C', '--kill-child=KILL', '--mount-proc']
  const child = spawn(
    'setpriv',
    [
      ...['--pdeathsig', 'KILL', '--', 'sh', '-c', ENTER, 'enter'],
      ...[String(request.cgroups.length), ...request.cgroups],
      ...[...unshare, '--', 'tini', '-s', '-g', '--', ...request.command],
    ],
    { detached: true, stdio: ['ignore', log, log], env: { ...process.env, ...request.env } },
  )
  closeSync(log)
  const initPid = await initOf(child, request.logFile)
  const startTime = startTimeOf(initPid)
  if (startTime === null)
    throw new Error(`a namespace ended at once: ${readFileSync(request.logFile, 'utf8')}`)
  return {
    initPid,
    startTime,
    get alive() {
      return isAlive(initPid, startTime)
    },
    kill() {
      if (isAlive(initPid, startTime)) signal(initPid, 'SIGKILL')
    },
  }
}

/** The init is unshare's only child; unshare is what the spawned shell has become. */
async function initOf(child: ChildProcess, logFile: string): Promise<number> {
  let spawnError: Error | null = null
  child.on('error', error => {
    spawnError = error
  })
  let init: number | null = null
  await waitFor('the namespaces', () => {
    if (spawnError !== null) throw spawnError
    if (child.exitCode !== null)
      throw new Error(`namespaces could not be made: ${readFileSync(logFile, 'utf8')}`)
    const candidate = child.pid === undefined ? null : firstChildOf(child.pid)
    if (candidate !== null && isInit(candidate)) init = candidate
    return init !== null
  })
  if (init === null) throw new Error('no init')
  child.unref()
  return init
}

function isInit(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'tini'
  } catch {
    // It ended before it could be read: not the one.
    return false
  }
}

/** The command line that runs something inside all namespaces of `initPid`. */
export function inside(initPid: number, command: readonly string[]): string[] {
  return ['nsenter', '-t', String(initPid), '-m', '-u', '-i', '-n', '-p', '-C', '--', ...command]
}
