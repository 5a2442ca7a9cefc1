import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize, resolve } from 'node:path'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer } from 'ws'
import { DevCore, type DevCoreOptions } from './devCore.ts'
import { devRouter } from './devRouter.ts'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
}

const policy = (nonce: string) =>
  `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'`

/**
 * Serves the built interface on loopback beside a `DevCore`, under the product's content policy, for
 * looking at it and for visual checks. A test fixture: it has no session and is never shipped.
 */
export async function startDevServer(folder: string, options: Partial<DevCoreOptions> = {}, port = 0) {
  const root = resolve(folder)
  const core = new DevCore(options)
  const handler = new RPCHandler(devRouter(core))
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const file = normalize(join(root, path === '/' ? 'index.html' : path))
    const body = file.startsWith(root) ? await readFile(file).catch(() => null) : null
    if (!body) {
      response.writeHead(404).end()
      return
    }
    const nonce = randomBytes(16).toString('base64')
    response.writeHead(200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'content-security-policy': policy(nonce),
      'cache-control': 'no-store',
    })
    response.end(extname(file) === '.html' ? body.toString().replaceAll('__NONCE__', nonce) : body)
  })
  const sockets = new WebSocketServer({ server, path: '/rpc' })
  sockets.on('connection', socket => void handler.upgrade(socket))
  await new Promise<void>(ready => server.listen(port, '127.0.0.1', ready))
  const address = server.address()
  return {
    core,
    port: typeof address === 'object' && address ? address.port : port,
    /** Cuts every window's connection, as a restart of the core would. */
    cut: () => {
      for (const socket of sockets.clients) socket.terminate()
    },
    close: async () => {
      core.close()
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
}
