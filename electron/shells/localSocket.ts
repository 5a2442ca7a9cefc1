import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { WebSocket, WebSocketServer } from 'ws'
import type { Caller } from '../core/api/caller.ts'
import { createRouter } from '../core/api/router.ts'
import type { Core } from '../core/core.ts'
import type { ContractClient } from '../../shared/contract/client.ts'
import { AppError } from '../../shared/errors.ts'
import { MAX_MESSAGE_BYTES, openSeated, serveSocket, socketHandler } from './channel.ts'

/** What the link needs of a socket, as the browser types it; `ws` has the same members with its own event types. */
type LinkSocket = ConstructorParameters<typeof RPCLink>[0]['websocket']

/** Longest path that every system takes for a UNIX socket. */
const SOCKET_PATH_MAX = 100

/** Where the core of a data folder listens for its owner's other programs. */
export function localSocketPath(folder: string, platform: NodeJS.Platform = process.platform): string {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 24)
  if (platform === 'win32') return `\\\\.\\pipe\\novacron-${name}`
  const inFolder = join(folder, 'core.sock')
  if (inFolder.length <= SOCKET_PATH_MAX) return inFolder
  return join(process.env.XDG_RUNTIME_DIR ?? tmpdir(), `novacron-${name}.sock`)
}

/**
 * Lets the owner's command line reach this core. The folder is 0700 and the socket 0600; only the
 * holder of the folder's lock may call this, so a leftover socket is surely dead.
 */
export async function serveLocalSocket(core: Core, path: string): Promise<{ close(): Promise<void> }> {
  if (process.platform !== 'win32') rmSync(path, { force: true })
  const handler = socketHandler(createRouter(core))
  const http = createServer((_request, response) => response.writeHead(426).end())
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES })
  http.on('upgrade', (request, socket, head) => {
    if (request.url !== '/rpc') {
      socket.on('error', () => socket.destroy())
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    // Each connection is a place of its own: whoever signs in on it is gone with it.
    const seated = core.people.sit({ shell: 'cli', where: 'another program on this computer' })
    openSeated(sockets, { request, socket, head }, seated)
      .then(opened => {
        if (opened === null) return
        const { client, seat } = opened
        const caller = (channelReady: NonNullable<Caller['channelReady']>): Caller => ({
          seat,
          shell: 'cli',
          channelReady,
        })
        serveSocket(handler, client, caller, core.log)
      })
      .catch((error: unknown) => core.log.error({ err: error }, 'the local socket failed'))
  })
  const mask = process.umask(0o177)
  try {
    await new Promise<void>((resolve, reject) => {
      http.once('error', reject)
      http.listen(path, () => resolve())
    })
  } finally {
    process.umask(mask)
  }
  if (process.platform !== 'win32') chmodSync(path, 0o600)
  return {
    async close() {
      for (const client of sockets.clients) client.terminate()
      const { promise, resolve } = Promise.withResolvers<void>()
      http.close(() => resolve())
      http.closeAllConnections()
      await promise
      if (process.platform !== 'win32') rmSync(path, { force: true })
    },
  }
}

/** How long the other program may take to answer the door: one that is frozen never does. */
const DOOR_MS = 3_000

const unreachable = (cause?: unknown): AppError =>
  new AppError('core.unreachable', 'Another NovaCron holds this data folder but does not answer.', {
    next: 'Close it, or set NOVACRON_HOME to another folder.',
    cause,
  })

/** In a shared temporary folder anybody could lay a socket in our way; secrets are only told to our own. */
function checkOwner(path: string): void {
  if (process.platform === 'win32') return
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found !== undefined && found.uid !== process.getuid?.()) throw unreachable()
}

/** A client of the core that runs on the same data folder; rejects `core.unreachable` when nobody listens. */
export async function connectLocalSocket(
  path: string,
): Promise<{ client: ContractClient; close(): Promise<void> }> {
  checkOwner(path)
  requireOwn(path)
  const socket = new WebSocket(`ws+unix:${path}:/rpc`, {
    maxPayload: 256 << 20,
    handshakeTimeout: DOOR_MS,
  })
  const lost = Promise.withResolvers<never>()
  lost.promise.catch(() => undefined) // heard by whoever waits for an answer then
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve())
    socket.on('error', cause => reject(unreachable(cause)))
  })
  socket.once('close', () =>
    lost.reject(
      new AppError('core.unreachable', 'The NovaCron that answered for this data folder has ended.', {
        next: 'Run the command again; what it had begun may or may not be done.',
      }),
    ),
  )
  const link = new RPCLink({
    websocket: socket as LinkSocket,
    // A cut connection ends streams as if all had been said, and fails calls without a word for people.
    interceptors: [async ({ next }) => whole(await Promise.race([next(), lost.promise]), lost.promise)],
  })
  return {
    client: createORPCClient(link),
    close() {
      if (socket.readyState === WebSocket.CLOSED) return Promise.resolve()
      const { promise, resolve } = Promise.withResolvers<void>()
      socket.once('close', () => resolve())
      socket.close()
      // A program that is frozen does not say goodbye either.
      const timer = setTimeout(() => socket.terminate(), DOOR_MS)
      return promise.finally(() => clearTimeout(timer))
    },
  }
}

/** Outside the data folder (a path too long for it) anybody could have put a socket there to be spoken to. */
function requireOwn(path: string): void {
  if (process.platform === 'win32') return
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found && found.uid !== process.getuid?.()) throw unreachable()
}

/** A stream that fails, instead of ending, when its connection is lost; any other answer as it is. */
function whole(output: unknown, lost: Promise<never>): unknown {
  if (typeof output !== 'object' || output === null || !(Symbol.asyncIterator in output)) return output
  const source = (output as AsyncIterable<unknown>)[Symbol.asyncIterator]()
  return (async function* () {
    try {
      for (;;) {
        const step = await Promise.race([source.next(), lost])
        // A cut ends the source too; it was told of before, so it comes first here.
        if (step.done) return await Promise.race([lost, step.value])
        yield step.value
      }
    } finally {
      await Promise.race([source.return?.(), lost.catch(() => undefined)])
    }
  })()
}
