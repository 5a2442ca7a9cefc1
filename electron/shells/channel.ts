import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/ws'
import type { WebSocket, WebSocketServer } from 'ws'
import type { Caller } from '../core/api/caller.ts'
import type { ApiContext } from '../core/api/base.ts'
import type { ApiRouter } from '../core/api/router.ts'
import type { Logger } from '../core/log.ts'
import type { PersonSeat } from '../core/people/index.ts'

/** Bytes that may wait in a socket before streams pause. */
const HIGH_WATER_BYTES = 1 << 20
const DRAIN_POLL_MS = 25
/** Largest message a client may send; calls are small. */
export const MAX_MESSAGE_BYTES = 4 << 20

/** Resolves when the socket's buffer is below the high-water mark, or at once when it is closed. */
export function socketReady(socket: WebSocket): (signal: AbortSignal | undefined) => Promise<void> {
  return signal => {
    const full = () =>
      socket.readyState === socket.OPEN && socket.bufferedAmount > HIGH_WATER_BYTES && !signal?.aborted
    if (!full()) return Promise.resolve()
    return new Promise(resolve => {
      const timer = setInterval(() => {
        if (full()) return
        clearInterval(timer)
        resolve()
      }, DRAIN_POLL_MS)
    })
  }
}

/** Serves the contract on one WebSocket until it closes. */
export function serveSocket(
  handler: RPCHandler<ApiContext>,
  socket: WebSocket,
  caller: (ready: NonNullable<Caller['channelReady']>) => Caller,
  log: Logger,
): void {
  socket.on('error', error => log.warn({ err: error }, 'a client socket failed'))
  const served = handler.upgrade(socket, { context: { caller: caller(socketReady(socket)), log } })
  served.catch((error: unknown) => log.error({ err: error }, 'a client socket could not be served'))
}

/** A request to become a WebSocket, as node:http hands it over. */
export interface Upgrade {
  request: IncomingMessage
  socket: Duplex
  head: Buffer
}

/**
 * Opens the WebSocket once its seat is there, so that no call comes before anybody could answer it; the seat is
 * given back with the connection, or at once where the other side did not wait.
 */
export async function openSeated(
  sockets: WebSocketServer,
  { request, socket, head }: Upgrade,
  seated: Promise<PersonSeat>,
): Promise<{ client: WebSocket; seat: PersonSeat } | null> {
  const onError = () => socket.destroy()
  socket.on('error', onError)
  const seat = await seated
  if (socket.destroyed) {
    seat.close()
    return null
  }
  return await new Promise(resolve => {
    const gone = () => {
      seat.close()
      resolve(null)
    }
    socket.once('close', gone)
    sockets.handleUpgrade(request, socket, head, client => {
      socket.off('close', gone)
      socket.off('error', onError)
      client.once('close', () => seat.close())
      resolve({ client, seat })
    })
  })
}

/** The handler that all sockets of one shell share. */
export const socketHandler = (router: ApiRouter): RPCHandler<ApiContext> => new RPCHandler<ApiContext>(router)
