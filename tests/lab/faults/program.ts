import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCli } from '../../../electron/shells/cli/run.ts'
import type { Terminal } from '../../../electron/shells/cli/terminal.ts'
import { type CommandResult, run, waitFor } from '../index.ts'
import { PATIENCE_MS } from './harness.ts'

const root = join(import.meta.dirname, '../../..')
const main = join(root, 'electron/shells/cli/main.ts')
/** Half the time of a short command is making JavaScript of its sources: Node keeps what it made, by their content. */
const compiled = join(root, 'node_modules/.cache/novacron-compiled')

export interface ProgramOptions {
  env?: Readonly<Record<string, string>>
  /** Where it writes; pipes that are read by default. */
  stdio?: ['ignore', number | 'pipe', number | 'pipe']
  /** Put before the program, e.g. to run it inside a mount namespace. */
  inside?: readonly string[]
}

/** The real command line as processes of their own, on one data folder and one empty home. */
export class Program implements Disposable {
  readonly base = mkdtempSync(join(tmpdir(), 'novacron-program-'))
  readonly folder: string
  readonly #children = new Set<ChildProcess>()

  constructor(folder?: string) {
    this.folder = folder ?? join(this.base, 'data')
  }

  get env(): Record<string, string> {
    const quiet = { SSH_AUTH_SOCK: '', NOVACRON_LOG: 'silent', NODE_COMPILE_CACHE: compiled }
    return { NOVACRON_HOME: this.folder, HOME: this.base, ...quiet }
  }

  /** Runs one command line to its end, whatever that is. */
  run(args: readonly string[], options: ProgramOptions = {}): Promise<CommandResult> {
    const command = [...(options.inside ?? []), process.execPath, main, ...args]
    return run(command, { env: { ...this.env, ...options.env }, allowFailure: true, timeoutMs: PATIENCE_MS })
  }

  /** The same in this process, for what hangs on no process: many times as fast. */
  async runHere(args: string[]): Promise<{ code: number; out: string; err: string }> {
    const said = { out: '', err: '' }
    const terminal: Terminal = {
      out(text) {
        said.out += text
      },
      err(text) {
        said.err += text
      },
      interactive: false,
      screen: false,
      columns: 120,
      rows: 24,
      ask: async () => null,
    }
    const code = await runCli(args, { terminal, signal: new AbortController().signal, env: this.env })
    return { code, ...said }
  }

  /** Starts one that stays. */
  start(args: readonly string[], options: ProgramOptions = {}): RunningProgram {
    const [file = '', ...rest] = [...(options.inside ?? []), process.execPath, main, ...args]
    const child = spawn(file, rest, {
      stdio: options.stdio ?? ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...this.env, ...options.env },
    })
    this.#children.add(child)
    child.once('close', () => this.#children.delete(child))
    return new RunningProgram(child)
  }

  /** `serve`, once it is ready. */
  async serve(options: ProgramOptions = {}): Promise<RunningProgram> {
    const serving = this.start(['serve'], options)
    await serving.said('ready')
    return serving
  }

  [Symbol.dispose](): void {
    for (const child of this.#children) child.kill('SIGKILL')
    rmSync(this.base, { recursive: true, force: true, maxRetries: 10 })
  }
}

/** One process of the command line. */
export class RunningProgram {
  readonly child: ChildProcess
  readonly ended: Promise<CommandResult>
  #out = ''
  #err = ''

  constructor(child: ChildProcess) {
    this.child = child
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#out += text
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#err += text
    })
    this.ended = once(child, 'close').then(([code]) => ({ stdout: this.#out, stderr: this.#err, code }))
  }

  get out(): string {
    return this.#out
  }

  /** Waits until it has printed that, on whatever it prints to. */
  async said(words: string): Promise<void> {
    await waitFor(
      `the program to say ${words}`,
      () => {
        if (this.child.exitCode !== null) throw new Error(`it ended instead: ${this.#out}${this.#err}`)
        return this.#out.includes(words) || this.#err.includes(words)
      },
      PATIENCE_MS,
    )
  }

  /** Sends a signal and waits for the end; rejects where it doesn't come. */
  async stop(signal: NodeJS.Signals): Promise<CommandResult> {
    this.child.kill(signal)
    return this.end()
  }

  async end(timeoutMs = PATIENCE_MS): Promise<CommandResult> {
    const { promise: late, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => reject(new Error(`it did not end: ${this.#out}${this.#err}`)), timeoutMs)
    try {
      return await Promise.race([this.ended, late])
    } finally {
      clearTimeout(timer)
    }
  }
}
