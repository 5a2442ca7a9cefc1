import { setTimeout as sleep } from 'node:timers/promises'
import { createRouterClient } from '@orpc/server'
import type { ContractClient } from '../../../shared/contract/client.ts'
import { AppError } from '../../../shared/errors.ts'
import { createRouter } from '../../core/api/router.ts'
import { createCore, isHeldByCore } from '../../core/core.ts'
import { createLog, logLevel } from '../../core/log.ts'
import type { Keychain } from '../../core/vault/index.ts'
import { connectLocalSocket, localSocketPath, serveLocalSocket } from '../localSocket.ts'

/** A way to the core of one data folder: a core of our own, or the one that already runs. */
export interface CoreConnection {
  client: ContractClient
  /** True where another program holds the folder and answers for it. */
  shared: boolean
  /** What a person should know about how the folder was opened, e.g. a damaged database that was set aside. */
  notices: readonly string[]
  close(): Promise<void>
}

/** How a command wants the core. */
export interface OpenCoreOptions {
  /** False leaves every host alone (offline reading). */
  connect: boolean
  /** False for what is done before anybody could sign in. */
  signIn?: false
  /** For commands that stay a while: others on the same data folder are answered meanwhile. */
  serve?: boolean
  /** The operating system's keychain, where the shell reaches it in its own way. */
  keychain?: (() => Keychain) | undefined
}

/** Another command holds the folder for a moment; one that stays answers for it. */
const WAIT_MS = 10_000
const AGAIN_MS = 100
/** One that is there and takes this long to answer the door is frozen: waiting longer helps nobody. */
const FROZEN_MS = 2_000

/**
 * Opens the data folder's core, or speaks to the one that runs; waits a while for one that neither ends
 * nor answers, and then rejects `core.unreachable`. `enter` signs in where that is asked for.
 */
export async function openCore(
  folder: string,
  options: OpenCoreOptions,
  signal: AbortSignal,
  enter: (client: ContractClient) => Promise<void>,
): Promise<CoreConnection> {
  const signIn = async (client: ContractClient) => {
    if (options.signIn !== false) await unlessAborted(enter(client), signal)
  }
  const deadline = performance.now() + WAIT_MS
  for (;;) {
    const own = await openOwn(folder, options, signIn)
    if (own) return own
    const askedAt = performance.now()
    try {
      const { client, close } = await connectLocalSocket(localSocketPath(folder))
      try {
        await signIn(client)
      } catch (error) {
        await close()
        throw error
      }
      return { client, shared: true, notices: [], close }
    } catch (error) {
      const now = performance.now()
      const waits =
        error instanceof AppError && error.code === 'core.unreachable' && now - askedAt < FROZEN_MS
      if (!waits || now > deadline) throw error
    }
    await sleep(AGAIN_MS, undefined, { signal })
  }
}

/** A core of this process; null while another one holds the folder. */
async function openOwn(
  folder: string,
  options: OpenCoreOptions,
  signIn: (client: ContractClient) => Promise<void>,
): Promise<CoreConnection | null> {
  const stack = new AsyncDisposableStack()
  try {
    const log = createLog(logLevel('silent'))
    const core = await createCore({ folder, log, shell: 'cli', keychain: options.keychain?.() })
    stack.defer(() => core.close())
    const seat = await core.people.sit({ shell: 'cli', where: 'a command in a terminal' })
    const context = { caller: { seat, shell: 'cli' as const }, log: core.log }
    const client: ContractClient = createRouterClient(createRouter(core), { context })
    if (options.serve) {
      const local = await serveLocalSocket(core, localSocketPath(folder))
      stack.defer(() => local.close())
    }
    await signIn(client)
    if (options.connect) core.start()
    return { client, shared: false, notices: core.store.notices, close: () => stack.disposeAsync() }
  } catch (error) {
    await stack.disposeAsync()
    if (isHeldByCore(error)) return null
    throw error
  }
}

/** A keychain that asks its person takes minutes: a command that is told to stop does not wait for it. */
async function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    if (signal.aborted) abort()
    await Promise.race([work, aborted.promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
