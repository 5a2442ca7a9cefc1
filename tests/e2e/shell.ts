import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type CommandResult, run } from '../lab/index.ts'

const root = join(import.meta.dirname, '../..')
const built = (name: string) => [process.execPath, join(root, 'out/main', `${name}.js`)]
/** Long enough for a cold start on a machine that is busy with guests. */
const START_MS = 60_000

/** The headless shell as a person runs it, on a data folder of its own; may be stopped and started again. */
export class HeadlessShell {
  readonly folder: string
  readonly #more: NodeJS.ProcessEnv
  #process: ChildProcess | null = null
  #stderr = ''

  /** `more`: environment beside this process's own, such as another HOME. */
  constructor(folder: string, more: NodeJS.ProcessEnv = {}) {
    this.folder = folder
    this.#more = more
  }

  /** What it said on standard error since it was last started. */
  get stderr(): string {
    return this.#stderr
  }

  /** Starts it; the link signs in once. */
  async start(): Promise<string> {
    const [program = '', ...args] = built('headless')
    const child = spawn(program, args, { env: this.#env, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#process = child
    this.#stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text
    })
    const timer = setTimeout(() => child.kill('SIGKILL'), START_MS)
    try {
      for await (const line of createInterface(child.stdout)) {
        const [link] = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(line) ?? []
        if (link !== undefined) return link
      }
    } finally {
      clearTimeout(timer)
    }
    throw new Error(`the headless shell ended without a link: ${this.#stderr}`)
  }

  /** Ends it as Ctrl+C does, or kills it as a crash would. */
  async stop(how: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#process
    this.#process = null
    if (child === null || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill(how)
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
    await exited
    clearTimeout(timer)
  }

  /** Runs the command line on the same data folder. */
  cli(...args: string[]): Promise<CommandResult> {
    return this.cliAs({}, ...args)
  }

  /** The same with more environment, such as whose passphrase is in which file. */
  cliAs(env: Readonly<Record<string, string>>, ...args: string[]): Promise<CommandResult> {
    const all = { ...env, NOVACRON_HOME: this.folder }
    return run([...built('cli'), ...args], { env: all, allowFailure: true })
  }

  get #env(): NodeJS.ProcessEnv {
    return { ...process.env, ...this.#more, NOVACRON_HOME: this.folder }
  }
}
