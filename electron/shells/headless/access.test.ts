import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { LoopbackAccess } from './access.ts'

const request = (headers: IncomingMessage['headers']) => ({ headers }) as IncomingMessage
const tokenOf = (link: string) => new URL(link).searchParams.get('token') ?? ''

test('the token of the link buys one session and then is spent', () => {
  const access = new LoopbackAccess(4711)
  const token = tokenOf(access.link)
  expect(token.length).toBeGreaterThanOrEqual(43)
  const cookie = access.exchange(token)
  expect(cookie).toMatch(/^novacron_4711=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/)
  expect(access.exchange(token)).toBeNull()
  expect(access.signedIn(request({ cookie: cookie?.split(';')[0] }))).toBe(true)
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
  const cookie = access.exchange(former)?.split(';')[0]
  const renewed = tokenOf(access.renewLink())
  expect(access.exchange(former)).toBeNull()
  expect(access.exchange(renewed)).not.toBeNull()
  expect(access.signedIn(request({ cookie }))).toBe(true)
})

test.each([
  [{}],
  [{ cookie: 'novacron_4711=' }],
  [{ cookie: `novacron_4711=${'A'.repeat(43)}` }],
  [{ cookie: 'other=1; novacron_4712=x' }],
])('a request with %j is not signed in', headers => {
  expect(new LoopbackAccess(4711).signedIn(request(headers))).toBe(false)
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
