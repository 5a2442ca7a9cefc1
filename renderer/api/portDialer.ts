import { RPCLink } from '@orpc/client/message-port'
import { type Dialer, unreachable } from './coreLink.ts'

const PORT_MESSAGE = 'novacron:port'
const READY_MESSAGE = 'novacron:ready'
const PORT_WAIT_MS = 5_000

/** Dials the core over a message port that the preload hands to the page (desktop shell). */
export function portDialer(page: Window = window): Dialer {
  return async signal => {
    const port = await requestPort(page, signal)
    const lost = new AbortController()
    port.addEventListener('close', () => lost.abort(unreachable()), { once: true })
    port.start()
    return {
      link: new RPCLink({ port }),
      lost: lost.signal,
      close: () => {
        port.close()
        lost.abort(unreachable())
      },
    }
  }
}

function requestPort(page: Window, signal: AbortSignal): Promise<MessagePort> {
  const { promise, resolve, reject } = Promise.withResolvers<MessagePort>()
  const onMessage = (event: MessageEvent) => {
    const port = event.ports[0]
    if (event.source !== page || event.origin !== page.origin) return
    if (event.data === PORT_MESSAGE && port) resolve(port)
  }
  const onAbort = () => reject(signal.reason)
  const timer = setTimeout(() => reject(unreachable()), PORT_WAIT_MS)
  page.addEventListener('message', onMessage)
  signal.addEventListener('abort', onAbort, { once: true })
  page.postMessage(READY_MESSAGE, page.origin)
  return promise.finally(() => {
    clearTimeout(timer)
    page.removeEventListener('message', onMessage)
    signal.removeEventListener('abort', onAbort)
  })
}
