import { RPCLink } from '@orpc/client/websocket'
import { AppError } from '../../shared/errors.ts'
import { type Dialer, unreachable } from './coreLink.ts'
import { pageKey } from './pageKey.ts'

/** Dials the core over a WebSocket of the page's own origin (headless shell). */
export function webSocketDialer(path = '/rpc'): Dialer {
  // At once: whatever reads the address next must not take the key for a place.
  pageKey()
  return async signal => {
    const url = new URL(path, location.href)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    const socket = new WebSocket(url, protocols())
    // The link hears of the end first, so that it has let go of its calls when they are told.
    const link = new RPCLink({ websocket: socket })
    const lost = new AbortController()
    socket.addEventListener('close', () => lost.abort(unreachable()), { once: true })
    try {
      await opened(socket, signal)
    } catch (error) {
      throw (await refusal(signal)) ?? error
    }
    return { link, lost: lost.signal, close: () => socket.close() }
  }
}

function protocols(): string[] {
  const key = pageKey()
  return key === null ? [] : ['novacron', key]
}

function opened(socket: WebSocket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true })
    socket.addEventListener('error', () => reject(unreachable()), { once: true })
    signal.addEventListener(
      'abort',
      () => {
        socket.close()
        reject(signal.reason)
      },
      { once: true },
    )
  })
}

/** A refused upgrade tells the page nothing; asking for the page itself tells whether the session is gone. */
async function refusal(signal: AbortSignal): Promise<AppError | null> {
  try {
    const answer = await fetch(location.pathname, { method: 'HEAD', cache: 'no-store', signal })
    const isRefused = answer.status === 401 || answer.status === 403
    // The cookie alone opens nothing: a browser that forgot the key needs a new link as well.
    if (!isRefused && pageKey() !== null) return null
    return new AppError('session.required', 'This window’s session has ended.', {
      next: 'Open the link that “novacron serve” printed when it was last started.',
    })
  } catch {
    // Nothing listens at all: the caller's own error already says so.
    return null
  }
}
