import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { ContractClient } from '../../../shared/contract/client.ts'
import { type RunningHeadless, startHeadless } from './start.ts'

const passphrase = 'wandering otter paints nine'
const otherPassphrase = 'brisk lantern under gravel'

let folder: string
let root: string
let server: RunningHeadless
const sockets: WebSocket[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'novacron-headless-'))
  root = mkdtempSync(join(tmpdir(), 'novacron-renderer-'))
  writeFileSync(join(root, 'index.html'), '<title>NovaCron</title>')
  server = await startHeadless({ folder, port: 0, root })
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate()
  await server.close()
  for (const path of [folder, root]) rmSync(path, { recursive: true, force: true })
})

interface Answer {
  status: number
  cookie: string
  pageKey: string
}
/** The key of each browser's pages, by its cookie. */
const pageKeys = new Map<string, string>()

function send(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { host: `127.0.0.1:${server.port}`, ...options.headers }
    const { method = 'GET' } = options
    const outgoing = request(
      { host: '127.0.0.1', port: server.port, path, method, headers, agent: false },
      response => {
        response.resume()
        const [header = ''] = response.headers['set-cookie'] ?? []
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            cookie: header.split(';')[0] ?? '',
            pageKey: response.headers.location?.split('pageKey=')[1] ?? '',
          }),
        )
      },
    )
    outgoing.on('error', reject)
    outgoing.end(options.body)
  })
}

const origin = () => `http://127.0.0.1:${server.port}`

/** A window of a browser with these cookies. */
async function page(cookie: string): Promise<{ client: ContractClient; socket: WebSocket }> {
  const key = pageKeys.get(cookie.split(';')[0] ?? '') ?? ''
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/rpc`, ['novacron', key], {
    headers: { origin: origin(), cookie },
  })
  sockets.push(socket)
  await once(socket, 'open')
  const link = new RPCLink({ websocket: socket as ConstructorParameters<typeof RPCLink>[0]['websocket'] })
  return { client: createORPCClient(link), socket }
}

/** A browser that came by a link of this window, with its cookie. */
async function browser(link: string | null): Promise<string> {
  const { search } = new URL(link ?? '')
  const { cookie, pageKey } = await send(`/${search}`)
  pageKeys.set(cookie, pageKey)
  return cookie
}

const ownScript = () => ({
  origin: origin(),
  'sec-fetch-site': 'same-origin',
  'content-type': 'application/json',
})

const trade = (ticket: string | null, cookie: string, headers: Record<string, string> = {}) =>
  send('/session', {
    method: 'POST',
    headers: { ...ownScript(), cookie, ...headers },
    body: JSON.stringify({ ticket }),
  })

test('a person is there after a reload of their own browser, and in no other one', async () => {
  const cookie = await browser(server.link)
  const first = await page(cookie)
  const { ticket } = await first.client.session.setUp({
    mode: 'people',
    name: 'Ada',
    displayName: '',
    passphrase,
  })
  const second = await browser((await first.client.app.signInLink()).link)
  // Another browser, another site's page and a form can't spend it; whoever shows it wrongly has lost it.
  expect((await trade(ticket, second)).status).toBe(403)
  expect((await trade(ticket, cookie)).status).toBe(403)
  const again = await first.client.session.signIn({ name: 'Ada', passphrase })
  expect((await trade(again.ticket, cookie, { origin: 'http://evil.example' })).status).toBe(403)
  expect((await trade(again.ticket, cookie, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  expect((await trade(again.ticket, cookie, { 'content-type': 'text/plain' })).status).toBe(403)
  expect((await trade(again.ticket, '')).status).toBe(403)
  const traded = await trade(again.ticket, cookie)
  expect(traded).toMatchObject({
    status: 204,
    cookie: expect.stringMatching(/^novacron_person_\d+=[\w-]{43}$/),
  })
  expect((await trade(again.ticket, cookie)).status).toBe(403)
  const nameAt = async (cookies: string) =>
    (await (await page(cookies)).client.session.state()).person?.name ?? null
  expect(await nameAt(`${cookie}; ${traded.cookie}`)).toBe('Ada')
  expect(await nameAt(cookie)).toBeNull()
  expect(await nameAt(`${second}; ${traded.cookie}`)).toBeNull()
  await first.client.session.lock()
  expect(await nameAt(`${cookie}; ${traded.cookie}`)).toBeNull()
  expect(await first.client.session.state()).toMatchObject({ person: null, lockedName: 'Ada' })
})

test('what is not a ticket buys nothing, and too many of them are refused', async () => {
  const cookie = await browser(server.link)
  const post = (body: string) =>
    send('/session', { method: 'POST', headers: { ...ownScript(), cookie }, body })
  for (const body of ['', '{', 'null', '{"ticket":7}', '{"ticket":"x","more":1}', '{"ticket":"nothing"}'])
    expect((await post(body)).status, body).toBe(403)
  expect((await post('x'.repeat(5_000))).status).toBe(413)
  const many = await Promise.all(Array.from({ length: 20 }, () => post('{"ticket":"nothing"}')))
  expect(many.map(each => each.status)).toContain(429)
})

test('several persons are there at once with their own rights, and a browser that is signed out takes its person along', async () => {
  const first = await page(await browser(server.link))
  await first.client.session.setUp({ mode: 'people', name: 'Ada', displayName: '', passphrase })
  await first.client.people.add({ name: 'Bob', displayName: '', passphrase: otherPassphrase, groups: [] })
  const cookie = await browser((await first.client.app.signInLink()).link)
  const second = await page(cookie)
  await second.client.session.signIn({ name: 'Bob', passphrase: otherPassphrase })
  await expect(second.client.app.signInLink()).rejects.toMatchObject({ data: { code: 'rights.denied' } })
  await expect(second.client.hosts.list()).rejects.toMatchObject({ data: { code: 'rights.denied' } })
  expect((await first.client.session.list()).map(each => each.person)).toEqual(['Ada', 'Bob'])
  const listed = await first.client.app.sessions()
  const cut = once(second.socket, 'close')
  await first.client.app.endSession({ id: listed.find(each => !each.isOwn)?.id ?? '' })
  await cut
  expect((await first.client.session.list()).map(each => each.person)).toEqual(['Ada'])
})
