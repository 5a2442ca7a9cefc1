import { type ChildProcess, fork, spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Deed } from './electron.ts'

const root = join(import.meta.dirname, '../../..')
/** The build under test; another one than out/ for who works beside others. */
const out = process.env.STAND_IN_OUT ?? join(root, 'out')
const START_MS = 60_000

/** Where Chromium is; null where it is not installed. */
export function chromiumProgram(): string | null {
  const program = process.env.CHROMIUM ?? '/usr/bin/chromium'
  return existsSync(program) ? program : null
}

/** A Chromium of its own, without a network, whose pages are the program's windows. */
export class Browser {
  readonly #process: ChildProcess
  readonly #folder: string
  readonly endpoint: string

  private constructor(child: ChildProcess, folder: string, endpoint: string) {
    this.#process = child
    this.#folder = folder
    this.endpoint = endpoint
  }

  static async start(): Promise<Browser> {
    const folder = mkdtempSync(join(tmpdir(), 'novacron-chromium-'))
    const flags = [
      '--headless=new',
      '--remote-debugging-port=0',
      `--user-data-dir=${folder}`,
      '--no-first-run',
      '--disable-gpu',
      '--disable-background-networking',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ]
    // A test run that is killed leaves no browser behind.
    const leash = existsSync('/usr/bin/setpriv') ? ['/usr/bin/setpriv', '--pdeathsig', 'KILL'] : []
    const [command = '', ...args] = [...leash, chromiumProgram() ?? '', ...flags, 'about:blank']
    const child = spawn(command, args, { stdio: 'ignore' })
    const file = join(folder, 'DevToolsActivePort')
    const deadline = Date.now() + START_MS
    for (;;) {
      const [port, path] = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
      if (port && path) return new Browser(child, folder, `ws://127.0.0.1:${port}${path}`)
      if (Date.now() > deadline || child.exitCode !== null) {
        child.kill('SIGKILL')
        throw new Error('Chromium did not open its DevTools')
      }
      await sleep(50)
    }
  }

  async stop(): Promise<void> {
    const exited = once(this.#process, 'exit')
    if (this.#process.exitCode === null && this.#process.kill('SIGTERM')) {
      const timer = setTimeout(() => this.#process.kill('SIGKILL'), 5_000)
      await exited
      clearTimeout(timer)
    }
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10 })
  }
}

/** What the program has shown outside its window, latest of each kind, and how it ended. */
export interface Seen {
  tray?: string | null
  badge?: number
  notification?: { title: string; body: string }
  errorBox?: string
  question?: string
  refused?: string[]
  outside?: string
  fault?: string
}

/** The built desktop program as a process, on the stand-in. */
export class Program extends EventEmitter {
  readonly #process: ChildProcess
  readonly ended: Promise<number | null>
  readonly seen: Seen = {}
  /** What it printed: a command's answer. */
  printed = ''
  /** Everything it said, complaints included: for the message of a failed test. */
  output = ''

  constructor(options: { folder: string; browser: Browser; args?: string[]; main?: string }) {
    super()
    const register = join(import.meta.dirname, 'register.ts')
    this.#process = fork(options.main ?? join(out, 'main/desktop.js'), options.args ?? [], {
      execArgv: ['--import', register],
      env: { ...process.env, NOVACRON_HOME: options.folder, STAND_IN_CHROMIUM: options.browser.endpoint },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    this.#process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.printed += text
      this.output += text
    })
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.output += text
    })
    this.#process.on('message', (seen: Seen) => Object.assign(this.seen, seen))
    this.ended = once(this.#process, 'close').then(([code]) => code as number | null)
  }

  /** Does something in a person's or the system's stead. */
  perform(deed: Deed): void {
    this.#process.send(deed)
  }

  /** Ends it as a person does; its exit code. */
  async quit(): Promise<number | null> {
    if (this.#process.exitCode === null && this.#process.connected) this.perform({ do: 'quit' })
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), START_MS)
    const code = await this.ended
    clearTimeout(timer)
    return code
  }
}
