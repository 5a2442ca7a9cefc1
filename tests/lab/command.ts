import { spawn } from 'node:child_process'

/** What a finished command said. */
export interface CommandResult {
  readonly stdout: string
  readonly stderr: string
  /** Exit code; null where a signal ended it. */
  readonly code: number | null
}

export interface CommandOptions {
  /** Text for its standard input; none means an empty one. */
  readonly input?: string
  /** After this many milliseconds it is killed and the call rejects; 120 s by default. */
  readonly timeoutMs?: number
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** Resolve with the exit code where the command fails, instead of rejecting. */
  readonly allowFailure?: boolean
}

/** A command of the lab that failed: its line, its code and what it wrote to standard error. */
export class CommandFailed extends Error {
  readonly result: CommandResult
  constructor(command: readonly string[], result: CommandResult) {
    super(`${command.join(' ')}: exit ${result.code}: ${result.stderr.trim() || result.stdout.trim()}`)
    this.name = 'CommandFailed'
    this.result = result
  }
}

/** Runs a program without a shell; rejects `CommandFailed` unless it exits 0 or failing is allowed. */
export function run(command: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const [program, ...args] = command
  if (program === undefined) throw new TypeError('an empty command')
  const timeoutMs = options.timeoutMs ?? 120_000
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: { ...process.env, LC_ALL: 'C.UTF-8', ...options.env },
    })
    let stdout = ''
    let stderr = ''
    let late = false
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    const timer = setTimeout(() => {
      late = true
      child.kill('SIGKILL')
      child.stdout.destroy()
      child.stderr.destroy()
    }, timeoutMs)
    child.on('error', error => {
      clearTimeout(timer)
      reject(error)
    })
    child.on('close', code => {
      clearTimeout(timer)
      const result = { stdout, stderr, code }
      if (late) reject(new Error(`${command.join(' ')}: no end after ${timeoutMs} ms`))
      else if (code === 0 || options.allowFailure === true) resolve(result)
      else reject(new CommandFailed(command, result))
    })
    // A program may end without reading its input; its exit code tells the story then.
    child.stdin.on('error', () => child.stdin.destroy())
    child.stdin.end(options.input ?? '')
  })
}

/** Resolves when `check` answers true; rejects after `timeoutMs`, a minute for a busy machine, naming `what`. */
export async function waitFor(
  what: string,
  check: () => boolean | Promise<boolean>,
  timeoutMs = 60_000,
  everyMs = 25,
): Promise<void> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    if (await check()) return
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`)
    await new Promise(resolve => setTimeout(resolve, everyMs))
  }
}
