import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { AppError } from '../../../shared/errors.ts'
import type { Caller } from '../../core/api/caller.ts'
import { createRouter } from '../../core/api/router.ts'
import type { BrowserSessions, Core } from '../../core/core.ts'
import { MAX_MESSAGE_BYTES, openSeated, serveSocket, socketHandler } from '../channel.ts'
import { rendererFile } from '../rendererFiles.ts'
import { commonHeaders } from '../webPolicy.ts'
import { LoopbackAccess, SOCKET_PROTOCOL } from './access.ts'
import { readTicket, TICKET_PATH } from './ticket.ts'

/** A running loopback server. */
export interface HeadlessServer {
  /** One-time sign-in link. */
  readonly link: string
  readonly port: number
  renewLink(): string
  /** Who is signed in, and the end of it. */
  readonly browsers: BrowserSessions
  close(): Promise<void>
}

/** How often browsers whose time is up are looked for. */
const SWEEP_MS = 60_000

const refusals = {
  400: 'Bad request\n',
  403: 'Forbidden: open the link that NovaCron printed when it started.\n',
  405: 'Method not allowed\n',
  413: 'Too large\n',
  421: 'Misdirected request\n',
  429: 'Too many tries: wait a moment.\n',
} as const

function refuse(response: ServerResponse, status: keyof typeof refusals): void {
  response.writeHead(status, { ...commonHeaders, 'content-type': 'text/plain; charset=utf-8' })
  response.end(refusals[status])
}

function refuseUpgrade(socket: Duplex, status: string): void {
  // Whoever is refused may be gone before the answer is.
  socket.on('error', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

/** The address that was asked for; null where it is none (`//`): any page of the web can ask for that. */
function addressOf(request: IncomingMessage, port: number): URL | null {
  const base = `http://127.0.0.1:${port}`
  const path = request.url ?? '/'
  return URL.canParse(path, base) ? new URL(path, base) : null
}

function listenError(error: unknown, port: number): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  const words: Record<string, string> = {
    EADDRINUSE: `Port ${port} is taken by another program.`,
    EACCES: `This user may not open port ${port}.`,
  }
  const message = words[String(error.code)]
  if (message === undefined) return error
  return new AppError('input.invalid', message, { next: 'Choose another port, or none.', cause: error })
}

/** Serves the interface and the contract on 127.0.0.1 only; `port` 0 takes a free one. Rejects `input.invalid` for a port that is taken. */
export async function serveHeadless(
  core: Core,
  options: { root: string; port: number },
): Promise<HeadlessServer> {
  const handler = socketHandler(createRouter(core))
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_MESSAGE_BYTES,
    // The key beside it is never said back.
    handleProtocols: named => (named.has(SOCKET_PROTOCOL) ? SOCKET_PROTOCOL : false),
  })
  const http = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      core.log.error({ err: error }, 'a page request failed')
      if (!response.headersSent) response.writeHead(500, commonHeaders)
      response.end()
    })
  })
  await new Promise<void>((resolve, reject) => {
    http.once('error', error => reject(listenError(error, options.port)))
    http.listen(options.port, '127.0.0.1', () => resolve())
  })
  const { port } = http.address() as AddressInfo
  const access = new LoopbackAccess(port)
  /** Connected windows, each with its session's id. */
  const windows = new Map<WebSocket, string>()

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!access.hostAllowed(request)) return refuse(response, 421)
    if (request.method === 'POST' && request.url === TICKET_PATH) return await trade(request, response)
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405)
    const url = addressOf(request, port)
    if (url === null) return refuse(response, 400)
    const token = url.searchParams.get('token')
    if (token !== null) {
      const bought = access.exchange(token, request.headers['user-agent'])
      // Any page of the web can ask for this: wrong tokens are slowed down, the right one is not kept out by them.
      if (bought === null && !access.mayTry('link')) return refuse(response, 429)
      if (bought === null && !access.signedIn(request)) return refuse(response, 403)
      response.writeHead(303, {
        ...commonHeaders,
        // What stands behind the # is only seen by the page itself.
        location: bought ? `/#pageKey=${bought.pageKey}` : '/',
        ...(bought ? { 'set-cookie': bought.cookie } : {}),
      })
      response.end()
      return
    }
    if (!access.signedIn(request)) return refuse(response, 403)
    const file = await rendererFile(options.root, url.pathname)
    response.writeHead(file.status, { ...file.headers, 'content-length': String(file.body.length) })
    response.end(request.method === 'HEAD' ? undefined : file.body)
  }

  /** A page that has signed somebody in buys the cookie that proves it after a reload. */
  async function trade(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const session = access.signedIn(request)
    if (session === null || !access.isOwnScript(request)) return refuse(response, 403)
    if (!access.mayTry('ticket')) return refuse(response, 429)
    const ticket = await readTicket(request)
    if (ticket === 'tooLarge') return refuse(response, 413)
    const traded = ticket === null ? null : core.people.trade(ticket, 'headless', session.id)
    if (traded === null) return refuse(response, 403)
    const cookie = access.personCookie(traded.token, traded.maxAgeMs)
    response.writeHead(204, { ...commonHeaders, 'cache-control': 'no-store', 'set-cookie': cookie }).end()
  }

  http.on('upgrade', (request, socket, head) => {
    if (!access.hostAllowed(request)) return refuseUpgrade(socket, '421 Misdirected Request')
    const session = access.signedIn(request)
    const isAsked = addressOf(request, port)?.pathname === '/rpc' && access.originAllowed(request)
    if (!isAsked || session === null || !access.isOwnPage(request, session))
      return refuseUpgrade(socket, '403 Forbidden')
    const { id, browser } = session
    const token = access.personToken(request)
    const seated = core.people.sit({ shell: 'headless', where: browser, place: id, token })
    openSeated(sockets, { request, socket, head }, seated)
      .then(opened => {
        if (opened === null) return
        const { client, seat } = opened
        windows.set(client, id)
        client.once('close', () => windows.delete(client))
        const caller = (channelReady: NonNullable<Caller['channelReady']>): Caller => ({
          seat,
          shell: 'headless',
          session: id,
          channelReady,
        })
        serveSocket(handler, client, caller, core.log)
      })
      .catch((error: unknown) => core.log.error({ err: error }, 'a window could not be served'))
  })

  /** The browser's cookie is worth nothing any more, whoever sat there is gone, and its windows are cut. */
  function endBrowser(id: string): boolean {
    const ended = access.end(id)
    // A window that ends its own session still gets the answer to that.
    setImmediate(() => {
      core.people.removePlace('headless', id)
      for (const [client, session] of windows) if (session === id) client.close(1008, 'signed out')
    })
    return ended
  }

  const sweeping = setInterval(() => {
    for (const id of access.expired(new Set(windows.values()))) endBrowser(id)
  }, SWEEP_MS)
  sweeping.unref()

  return {
    get link() {
      return access.link
    },
    port,
    renewLink: () => access.renewLink(),
    browsers: {
      list: () =>
        access.sessions().map(({ id, openedAtMs, lastSeenMs, browser }) => {
          const connected = [...windows.values()].filter(each => each === id).length
          return {
            id,
            openedAtMs,
            lastSeenMs: connected > 0 ? core.nowMs() : lastSeenMs,
            browser,
            windows: connected,
          }
        }),
      end: endBrowser,
    },
    async close() {
      clearInterval(sweeping)
      for (const client of sockets.clients) client.terminate()
      const { promise, resolve } = Promise.withResolvers<void>()
      http.close(() => resolve())
      http.closeAllConnections()
      await promise
    },
  }
}
