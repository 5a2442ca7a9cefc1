import { RPCHandler } from '@orpc/server/message-port'
import { type IpcMain, type IpcMainEvent, MessageChannelMain } from 'electron'
import type { ApiContext } from '../../core/api/base.ts'
import { ownerCaller } from '../../core/api/caller.ts'
import { createRouter } from '../../core/api/router.ts'
import type { Core } from '../../core/core.ts'
import { APP_ORIGIN, PORT_CHANNEL } from './origin.ts'

/** Only the main frame of a page of our own origin may have a port to the core. */
export function senderAllowed(event: IpcMainEvent): boolean {
  const frame = event.senderFrame
  return frame !== null && frame.parent === null && frame.origin === APP_ORIGIN
}

/**
 * Hands each page that asks a port on which the contract is served. Main makes the channel, so a
 * page can never bring a port of its own; a page that reloads gets a new one and the old one closes.
 */
export function serveBridge(ipc: IpcMain, core: Core): void {
  const handler = new RPCHandler<ApiContext>(createRouter(core))
  const open = new Map<number, MessageChannelMain['port1']>()
  ipc.on(PORT_CHANNEL, event => {
    if (!senderAllowed(event)) {
      core.log.warn({ origin: event.senderFrame?.origin ?? null }, 'a foreign page asked for a port')
      return
    }
    const id = event.sender.id
    const before = open.get(id)
    before?.close()
    const { port1, port2 } = new MessageChannelMain()
    open.set(id, port1)
    // Once a page, however often it reloads.
    if (!before)
      event.sender.once('destroyed', () => {
        open.get(id)?.close()
        open.delete(id)
      })
    handler.upgrade(port1, { context: { caller: ownerCaller('desktop'), log: core.log } })
    port1.start()
    event.senderFrame?.postMessage(PORT_CHANNEL, null, [port2])
  })
}
