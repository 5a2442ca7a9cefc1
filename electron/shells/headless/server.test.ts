import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { ContractClient } from '../../../shared/contract/client.ts'
import { localSocketPath } from '../localSocket.ts'
import { type RunningHeadless, startHeadless } from './start.ts'

let folder: string
let root: string
let server: RunningHeadless
let cookie: string
let pageKey: string

/** A request with exactly these headers, the Host included. */
function send(
  path: string,
  options: { method?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = { host: `127.0.0.1:${server.port}`, ...options.headers }
    const outgoing = request(
      { host: '127.0.0.1', port: server.port, path, method: options.method ?? 'GET', headers, agent: false },
      response => {
        let body = ''
        response.setEncoding('utf8')
        response.on('data', chunk => {
          body += chunk
        })
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        )
      },
    )
    outgoing.on('error', reject)
    outgoing.end()
  })
}

function open(headers: Record<string, string>, key: string | null, path = '/rpc'): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const protocols = key === null ? [] : ['novacron', key]
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, protocols, { headers })
    socket.once('open', () => resolve(socket))
    socket.once('error', reject)
  })
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'novacron-headless-'))
  root = mkdtempSync(join(tmpdir(), 'novacron-renderer-'))
  writeFileSync(join(root, 'index.html'), '<title>NovaCron</title>')
  server = await startHeadless({ folder, port: 0, root })
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
  rmSync(root, { recursive: true, force: true })
})

const keyOf = (headers: Record<string, unknown>): string =>
  String(headers.location).split('pageKey=')[1] ?? ''

test('shows nothing without the link', async () => {
  for (const path of ['/', '/machines', '/assets/x.js', '/?token=wrong']) {
    const answer = await send(path)
    expect(answer.status, path).toBe(403)
    expect(answer.body).not.toContain('<title>')
  }
})

test('the link works once and leaves a strict cookie', async () => {
  const link = new URL(server.link)
  const first = await send(`/${link.search}`)
  expect(first.status).toBe(303)
  expect(first.headers.location).toMatch(/^\/#pageKey=[\w-]{43}$/)
  pageKey = keyOf(first.headers)
  const [header] = first.headers['set-cookie'] as string[]
  expect(header).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/)
  cookie = header?.split(';')[0] ?? ''
  expect((await send(`/${link.search}`)).status).toBe(403)
  const page = await send('/', { headers: { cookie } })
  expect(page).toMatchObject({ status: 200, body: '<title>NovaCron</title>' })
  expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'/)
})

test('answers to no other name: a rebound DNS name reaches nothing', async () => {
  for (const host of ['localhost', `localhost:${server.port}`, 'evil.example', `evil.example:${server.port}`])
    expect((await send('/', { headers: { host, cookie } })).status, host).toBe(421)
})

test('reads only', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
    expect((await send('/', { method, headers: { cookie } })).status, method).toBe(405)
  expect(await send('/', { method: 'HEAD', headers: { cookie } })).toMatchObject({ status: 200, body: '' })
})

test.each(['/nothing.png', '/?token=wrong', '//', '/assets/none.js'])(
  'an answer that is no page says that nothing may be loaded: %s',
  async path => {
    const answer = await send(path, { headers: path.includes('token') ? {} : { cookie } })
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.headers['content-security-policy']).toBe(
      "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'",
    )
  },
)

test('opens a socket only for its own page with the cookie', async () => {
  const origin = `http://127.0.0.1:${server.port}`
  await expect(open({ origin }, pageKey)).rejects.toThrow('403')
  await expect(open({ cookie }, pageKey)).rejects.toThrow('403')
  await expect(open({ cookie, origin: 'http://evil.example' }, pageKey)).rejects.toThrow('403')
  await expect(open({ cookie, origin, host: `evil.example:${server.port}` }, pageKey)).rejects.toThrow('421')
  await expect(open({ cookie, origin }, pageKey, '/elsewhere')).rejects.toThrow('403')
})

test('a cookie alone, as the browser shows it to every port of this computer, opens no socket', async () => {
  const origin = `http://127.0.0.1:${server.port}`
  await expect(open({ cookie, origin }, null)).rejects.toThrow('403')
  await expect(open({ cookie, origin }, 'A'.repeat(43))).rejects.toThrow('403')
  const own = await open({ cookie, origin }, pageKey)
  expect(own.protocol, 'the key is not said back').toBe('novacron')
  own.close()
})

test('carries the contract on that socket, and survives garbage on it', async () => {
  const socket = await open({ cookie, origin: `http://127.0.0.1:${server.port}` }, pageKey)
  socket.send('not a call')
  socket.send(Buffer.from([0, 1, 2, 3]))
  const link = new RPCLink({ websocket: socket as ConstructorParameters<typeof RPCLink>[0]['websocket'] })
  const client: ContractClient = createORPCClient(link)
  expect(await client.app.info()).toMatchObject({ shell: 'headless', notices: [] })
  await expect(client.hosts.remove({ hostId: 'nonsense' as never })).rejects.toMatchObject({
    data: { code: 'input.invalid', data: { field: 'hostId' } },
  })
  socket.close()
})

/** Sends these very bytes and gives what comes back until the server hangs up. */
function sendRaw(text: string, how: 'wait' | 'reset' = 'wait'): Promise<string> {
  return new Promise(resolve => {
    let answer = ''
    const socket = connect(server.port, '127.0.0.1', () => {
      socket.write(text)
      if (how === 'reset') socket.resetAndDestroy()
    })
    socket.on('data', chunk => {
      answer += chunk
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => resolve(answer))
    socket.setTimeout(2_000, () => socket.destroy())
  })
}

test.each(['//', '/\\', 'http://[', '*', 'http://evil.example:99999/', '/%', '/rpc?x=\x01', '///..//'])(
  'an address such as %s ends nobody but its sender',
  async path => {
    const lines = (...more: string[]) => [`GET ${path} HTTP/1.1`, ...more, '', ''].join('\r\n')
    const upgrade = [
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ]
    for (const host of [`Host: 127.0.0.1:${server.port}`, 'Host: evil.example'])
      for (const request of [lines(host, 'Connection: close'), lines(host, ...upgrade)]) {
        expect(await sendRaw(request)).toMatch(/^HTTP\/1\.1 4\d\d /)
        await sendRaw(request, 'reset')
      }
    expect((await send('/')).status).toBe(403)
  },
)

test('a port that is taken is said so, and nothing is left behind', async () => {
  const other = mkdtempSync(join(tmpdir(), 'novacron-headless-'))
  try {
    const second = startHeadless({ folder: other, port: server.port, root })
    await expect(second).rejects.toMatchObject({
      code: 'input.invalid',
      message: expect.stringContaining(`${server.port}`),
    })
    expect(existsSync(localSocketPath(other))).toBe(false)
    await (await startHeadless({ folder: other, port: 0, root })).close()
  } finally {
    rmSync(other, { recursive: true, force: true })
  }
})

test('keeps its folder and its local socket to the owner', () => {
  expect(statSync(localSocketPath(folder)).mode & 0o777).toBe(0o600)
  expect(statSync(folder).mode & 0o077).toBe(0)
})

test('a browser is listed while it is signed in, and one that is signed out is cut', async () => {
  const mine = await open({ origin: `http://127.0.0.1:${server.port}`, cookie }, pageKey)
  const client: ContractClient = createORPCClient(
    new RPCLink({ websocket: mine as ConstructorParameters<typeof RPCLink>[0]['websocket'] }),
  )
  const { link } = await client.app.signInLink()
  const other = await send(new URL(link ?? '').pathname + new URL(link ?? '').search, {
    headers: { 'user-agent': 'Another browser' },
  })
  const [otherCookie = ''] = String(other.headers['set-cookie']).split(';')
  const theirs = await open(
    { origin: `http://127.0.0.1:${server.port}`, cookie: otherCookie },
    keyOf(other.headers),
  )
  const listed = await client.app.sessions()
  expect(listed.filter(each => each.isOwn)).toHaveLength(1)
  const another = listed.find(each => each.browser === 'Another browser')
  expect(another).toMatchObject({ isOwn: false, windows: 1 })
  const cut = once(theirs, 'close')
  await client.app.endSession({ id: another?.id ?? '' })
  expect((await cut)[0]).toBe(1008)
  expect((await send('/', { headers: { cookie: otherCookie } })).status).toBe(403)
  expect((await client.app.sessions()).map(each => each.id)).not.toContain(another?.id)
  await expect(client.app.endSession({ id: another?.id ?? '' })).rejects.toMatchObject({
    data: { code: 'name.unknown' },
  })
  mine.close()
})
