import { RPCHandler } from '@orpc/server/ws'
import type { WebSocket } from 'ws'
import type { Caller } from '../core/api/caller.ts'
import type { ApiContext } from '../core/api/base.ts'
import type { ApiRouter } from '../core/api/router.ts'
import type { Logger } from '../core/log.ts'

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

/** The handler that all sockets of one shell share. */
export const socketHandler = (router: ApiRouter): RPCHandler<ApiContext> => new RPCHandler<ApiContext>(router)
