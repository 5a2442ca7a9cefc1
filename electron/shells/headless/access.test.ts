import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { LoopbackAccess } from './access.ts'

const request = (headers: IncomingMessage['headers']) => ({ headers }) as IncomingMessage
const tokenOf = (link: string) => new URL(link).searchParams.get('token') ?? ''

test('the token of the link buys one session and then is spent', () => {
  const access = new LoopbackAccess(4711)
  const token = tokenOf(access.link)
  expect(token.length).toBeGreaterThanOrEqual(43)
  const cookie = access.exchange(token)?.cookie
  expect(cookie).toMatch(/^novacron_4711=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/)
  expect(access.exchange(token)).toBeNull()
  expect(access.signedIn(request({ cookie: cookie?.split(';')[0] }))).not.toBeNull()
})

test('a socket is asked for by an own page only where it names that session’s key', () => {
  const access = new LoopbackAccess(4711)
  const first = access.exchange(tokenOf(access.link))
  const second = access.exchange(tokenOf(access.renewLink()))
  const session = access.signedIn(request({ cookie: first?.cookie.split(';')[0] }))
  if (!first || !second || !session) throw new Error('both were bought')
  const names = (protocol: string) =>
    access.isOwnPage(request({ 'sec-websocket-protocol': protocol }), session)
  expect(names(`novacron, ${first.pageKey}`)).toBe(true)
  for (const wrong of ['', 'novacron', first.pageKey.slice(1), second.pageKey, first.cookie])
    expect(names(wrong), wrong).toBe(false)
  expect(access.isOwnPage(request({}), session)).toBe(false)
})

test('a wrong token buys nothing and spends nothing', () => {
  const access = new LoopbackAccess(4711)
  expect(access.exchange('')).toBeNull()
  expect(access.exchange('x'.repeat(43))).toBeNull()
  expect(access.exchange(tokenOf(access.link))).not.toBeNull()
})

test('a renewed link replaces the former one and keeps sessions', () => {
  const access = new LoopbackAccess(4711)
  const former = tokenOf(access.link)
  const cookie = access.exchange(former)?.cookie.split(';')[0]
  const renewed = tokenOf(access.renewLink())
  expect(access.exchange(former)).toBeNull()
  expect(access.exchange(renewed)).not.toBeNull()
  expect(access.signedIn(request({ cookie }))).not.toBeNull()
})

test.each([
  [{}],
  [{ cookie: 'novacron_4711=' }],
  [{ cookie: `novacron_4711=${'A'.repeat(43)}` }],
  [{ cookie: 'other=1; novacron_4712=x' }],
])('a request with %j is not signed in', headers => {
  expect(new LoopbackAccess(4711).signedIn(request(headers))).toBeNull()
})

test.each([
  ['127.0.0.1:4711', true],
  ['localhost:4711', false],
  ['127.0.0.1', false],
  ['evil.example:4711', false],
  [undefined, false],
])('host %j is allowed: %j', (host, allowed) => {
  expect(new LoopbackAccess(4711).hostAllowed(request({ host }))).toBe(allowed)
})

test.each([
  ['http://127.0.0.1:4711', true],
  ['https://127.0.0.1:4711', false],
  ['http://127.0.0.1:4712', false],
  ['null', false],
  [undefined, false],
])('origin %j is allowed: %j', (origin, allowed) => {
  expect(new LoopbackAccess(4711).originAllowed(request({ origin }))).toBe(allowed)
})

test('lists the browsers that signed in, without what they hold, and ends one of them', () => {
  const access = new LoopbackAccess(4711)
  const first = access.exchange(tokenOf(access.link), 'Firefox', 1_000)?.cookie.split(';')[0]
  const second = access.exchange(tokenOf(access.renewLink()), 'x'.repeat(500), 2_000)?.cookie.split(';')[0]
  access.signedIn(request({ cookie: first }), 5_000)
  const [newer, older] = access.sessions()
  expect(older).toEqual({ id: expect.any(String), openedAtMs: 1_000, lastSeenMs: 5_000, browser: 'Firefox' })
  expect(newer?.browser).toHaveLength(200)
  expect(JSON.stringify(access.sessions())).not.toContain(first?.split('=')[1] ?? '')
  expect(access.end(older?.id ?? '')).toBe(true)
  expect(access.end(older?.id ?? '')).toBe(false)
  expect(access.signedIn(request({ cookie: first }), 6_000)).toBeNull()
  expect(access.signedIn(request({ cookie: second }), 6_000)).not.toBeNull()
})

const HOUR_MS = 3_600_000

test('a browser that stays away is signed out, one with a window is not, and none stays for ever', () => {
  const access = new LoopbackAccess(4711)
  const cookie = access.exchange(tokenOf(access.link), 'Firefox', 0)?.cookie.split(';')[0]
  const [{ id } = { id: '' }] = access.sessions()
  expect(access.expired(new Set(), 12 * HOUR_MS)).toEqual([])
  expect(access.expired(new Set([id]), 13 * HOUR_MS)).toEqual([])
  expect(access.signedIn(request({ cookie }), 24 * HOUR_MS)).not.toBeNull()
  expect(access.signedIn(request({ cookie }), 37 * HOUR_MS)).toBeNull()
  expect(access.expired(new Set(), 37 * HOUR_MS)).toEqual([id])
  expect(access.expired(new Set([id]), 37 * HOUR_MS)).toEqual([])
  expect(access.expired(new Set([id]), 31 * 24 * HOUR_MS)).toEqual([id])
})

test('only so many links and tickets are tried at once, and tries of one are none of the other', () => {
  const access = new LoopbackAccess(4711)
  const tried = Array.from({ length: 25 }, () => access.mayTry('link', 1_000))
  expect(tried.filter(Boolean)).toHaveLength(20)
  expect(access.mayTry('ticket', 1_000)).toBe(true)
  expect(access.mayTry('link', 11_001)).toBe(true)
})

test.each([
  [{}, true],
  [{ origin: 'http://evil.example' }, false],
  [{ origin: undefined }, false],
  [{ 'sec-fetch-site': 'same-site' }, false],
  [{ 'sec-fetch-site': undefined }, false],
  [{ 'content-type': 'text/plain' }, false],
])('a change that comes with %j is taken: %j', (headers, taken) => {
  const own = {
    origin: 'http://127.0.0.1:4711',
    'sec-fetch-site': 'same-origin',
    'content-type': 'application/json',
  }
  expect(new LoopbackAccess(4711).isOwnScript(request({ ...own, ...headers }))).toBe(taken)
})

test('the person’s cookie has a name of its own port and can’t be read by a page', () => {
  const access = new LoopbackAccess(4711)
  expect(access.personCookie('abc', 61_500)).toBe(
    'novacron_person_4711=abc; HttpOnly; SameSite=Strict; Path=/; Max-Age=61',
  )
  expect(access.personToken(request({ cookie: 'novacron_4711=x; novacron_person_4711=abc' }))).toBe('abc')
  expect(access.personToken(request({ cookie: 'novacron_person_4712=abc' }))).toBeNull()
})
