import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { z } from 'zod'
import { headlessNodeOptions } from '../../electron/shells/headless/nodeOptions.ts'
import { connectLocalSocket } from '../../electron/shells/localSocket.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import { builtChild } from './builtChild.ts'
import {
  CoreAnswer,
  type CoreQuestion,
  Listed,
  Load,
  Moment,
  Opened,
  type PlannedHost,
  Settled,
  States,
  Traffic,
  VolumesRead,
} from './coreRequests.ts'

/** How long a core may take to close before its process is killed. */
const CLOSE_MS = 15_000
/** Set to a folder, every measuring leaves a CPU profile there. */
const PROFILES = process.env.NOVACRON_BENCH_PROFILES ?? null

/** A core in a process of its own, on a data folder of its own; disposing of it ends and removes both. */
export class CoreProcess implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #folder: string
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  #id = 0
  #socket: string | null = null

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child
    this.#folder = folder
    child.on('message', message => this.#answered(message))
    child.on('exit', (code, signal) => {
      const error = new Error(`the core's process ended: ${signal ?? `exit ${code}`}`)
      for (const { reject } of this.#waiting.values()) reject(error)
      this.#waiting.clear()
    })
  }

  /** A process without any core yet: it can be measured as one that does nothing. */
  static async start(): Promise<CoreProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'novacron-bench-'))
    const child = fork(await builtChild('coreChild'), {
      execArgv: [...headlessNodeOptions],
      stdio: 'inherit',
    })
    return new CoreProcess(child, folder)
  }

  /** Opens a core that connects to these hosts at once. */
  static async open(hosts: readonly PlannedHost[], identityFile: string): Promise<CoreProcess> {
    const core = await CoreProcess.start()
    try {
      const plan = { folder: core.#folder, identityFile, hosts }
      core.#socket = (await core.#ask(Opened, { ask: 'open', plan }, 60_000)).socket
      return core
    } catch (error) {
      await core[Symbol.asyncDispose]()
      throw error
    }
  }

  /** A client as a window's: through the core's socket. */
  connect(): Promise<{ client: ContractClient; close(): Promise<void> }> {
    if (this.#socket === null) throw new Error('no core is open')
    return connectLocalSocket(this.#socket)
  }

  /** When libvirt had opened the first host's connection. */
  openedLibvirt(timeoutMs: number): Promise<z.infer<typeof Moment>> {
    return this.#ask(Moment, { ask: 'openedLibvirt' }, timeoutMs)
  }

  /** When every machine of every host was listed, and the calls answered until then. */
  async listed(timeoutMs: number): Promise<z.infer<typeof Listed>> {
    try {
      return await this.#ask(Listed, { ask: 'listed' }, timeoutMs)
    } catch (error) {
      const states = await this.#ask(States, { ask: 'states' }, 10_000)
      throw new Error(`not all hosts got there: ${states.slice(0, 5).join('; ')}`, { cause: error })
    }
  }

  /** When every machine's definition was in. */
  defined(timeoutMs: number): Promise<z.infer<typeof Moment>> {
    return this.#ask(Moment, { ask: 'defined' }, timeoutMs)
  }

  /** When every volume of every host was read for the first time. */
  volumesRead(timeoutMs: number): Promise<z.infer<typeof VolumesRead>> {
    return this.#ask(VolumesRead, { ask: 'volumesRead' }, timeoutMs)
  }

  /** When everything behind was loaded. */
  settled(timeoutMs: number): Promise<z.infer<typeof Settled>> {
    return this.#ask(Settled, { ask: 'settled' }, timeoutMs)
  }

  traffic(): Promise<Traffic> {
    return this.#ask(Traffic, { ask: 'traffic' }, 10_000)
  }

  /** Measures the process for so long. */
  measure(ms: number): Promise<Load> {
    return this.#ask(Load, { ask: 'measure', ms, profile: PROFILES }, ms + 30_000)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exited = once(this.#child, 'exit')
      const timer = setTimeout(() => this.#child.kill('SIGKILL'), CLOSE_MS)
      this.#child.send({ id: 0, ask: 'close' })
      await exited
      clearTimeout(timer)
    }
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #ask<T>(schema: z.ZodType<T>, question: CoreQuestion, timeoutMs: number): Promise<T> {
    const id = ++this.#id
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    this.#waiting.set(id, { resolve, reject })
    const timer = setTimeout(() => {
      this.#waiting.delete(id)
      reject(new Error(`the core did not get to “${question.ask}” within ${timeoutMs / 1_000} s`))
    }, timeoutMs)
    try {
      this.#child.send({ id, ...question })
      return schema.parse(await promise)
    } finally {
      clearTimeout(timer)
    }
  }

  #answered(message: unknown): void {
    const answer = CoreAnswer.parse(message)
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    if ('error' in answer) waiting?.reject(new Error(answer.error))
    else waiting?.resolve(answer.result)
  }
}
