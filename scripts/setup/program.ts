import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process'
import { join } from 'node:path'

/** The repository's own folder. */
export const root = join(import.meta.dirname, '../..')

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly stdio?: StdioOptions
  /** Ends it (SIGTERM) when aborted. */
  readonly signal?: AbortSignal
  /** Ended (SIGKILL) after this many milliseconds. */
  readonly timeoutMs?: number
}

/** Starts a program in the repository's folder, by default on this terminal. */
export function start(command: readonly string[], options: ProgramOptions = {}): ChildProcess {
  const [program = '', ...args] = command
  const { signal } = options
  const child = spawn(program, args, {
    cwd: root,
    stdio: options.stdio ?? 'inherit',
    env: { ...process.env, ...options.env },
    ...(options.timeoutMs === undefined
      ? {}
      : { timeout: options.timeoutMs, killSignal: 'SIGKILL' as const }),
  })
  const end = () => child.kill('SIGTERM')
  signal?.addEventListener('abort', end, { once: true })
  child.once('exit', () => signal?.removeEventListener('abort', end))
  if (signal?.aborted === true) end()
  return child
}

/** Runs a program to its end: its exit code, or 128 + n where signal n ended it. Rejects if it cannot start. */
export function runToEnd(command: readonly string[], options: ProgramOptions = {}): Promise<number> {
  const child = start(command, options)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, name) =>
      resolve(code ?? (name === 'SIGINT' ? 130 : name === 'SIGKILL' ? 137 : 143)),
    )
  })
}

/** A tool of the dependencies, to be run by this Node on every system. */
export function tool(name: string, file: string): string[] {
  return [process.execPath, join(root, 'node_modules', name, file)]
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Fires on the first Ctrl+C or request to end; one that comes a second later or more has its usual effect. */
export function interruption(): AbortSignal {
  const controller = new AbortController()
  const onSignal = () => {
    controller.abort()
    setTimeout(() => {
      for (const name of SIGNALS) process.off(name, onSignal)
    }, 1000).unref()
  }
  for (const name of SIGNALS) process.on(name, onSignal)
  return controller.signal
}

/** Tells the person at the terminal; standard output is left to what a command answers. */
export const say = (text: string): void => {
  process.stderr.write(`${text}\n`)
}
