import { RPCHandler } from '@orpc/server/message-port'
import { type IpcMain, type IpcMainEvent, MessageChannelMain } from 'electron'
import type { ApiContext } from '../../core/api/base.ts'
import { createRouter } from '../../core/api/router.ts'
import type { Core } from '../../core/core.ts'
import type { PersonSeat } from '../../core/people/index.ts'
import { APP_ORIGIN, PORT_CHANNEL } from './origin.ts'
import type { DesktopPlace } from './place.ts'

/** Only the main frame of a page of our own origin may have a port to the core. */
export function senderAllowed(event: IpcMainEvent): boolean {
  const frame = event.senderFrame
  return frame !== null && frame.parent === null && frame.origin === APP_ORIGIN
}

interface OpenPage {
  /** Which of the page's loads this is. */
  turn: number
  port: MessageChannelMain['port1'] | null
  seat: PersonSeat | null
}

/**
 * Hands each page that asks a port on which the contract is served. Main makes the channel, so a
 * page can never bring a port of its own; a page that reloads gets a new one and the old one closes.
 * Whoever signed in at the window is still there after a reload, and gone with the window.
 */
export function serveBridge(ipc: IpcMain, core: Core, place: DesktopPlace): void {
  const handler = new RPCHandler<ApiContext>(createRouter(core))
  const open = new Map<number, OpenPage>()
  const shut = (page: OpenPage | undefined) => {
    page?.port?.close()
    page?.seat?.close()
  }
  ipc.on(PORT_CHANNEL, event => {
    if (!senderAllowed(event)) {
      core.log.warn({ origin: event.senderFrame?.origin ?? null }, 'a foreign page asked for a port')
      return
    }
    const { senderFrame: frame } = event
    const id = event.sender.id
    const before = open.get(id)
    shut(before)
    const page: OpenPage = { turn: (before?.turn ?? 0) + 1, port: null, seat: null }
    open.set(id, page)
    // Once a page, however often it reloads.
    if (!before)
      event.sender.once('destroyed', () => {
        shut(open.get(id))
        open.delete(id)
        if (open.size === 0) place.left()
      })
    const serve = async () => {
      const seat = await place.page()
      // Reloaded or gone meanwhile: that load has nobody to answer.
      if (open.get(id) !== page) {
        seat.close()
        return
      }
      const { port1, port2 } = new MessageChannelMain()
      Object.assign(page, { port: port1, seat })
      handler.upgrade(port1, { context: { caller: { seat, shell: 'desktop' }, log: core.log } })
      port1.start()
      frame?.postMessage(PORT_CHANNEL, null, [port2])
    }
    serve().catch((error: unknown) => core.log.error({ err: error }, 'a page could not be served'))
  })
}
