import { duplexPair } from 'node:stream'
import { expect, test } from 'vitest'
import { nothing } from '../xdr/index.ts'
import type { LinkError } from './errors.ts'
import { Link } from './link.ts'
import { encodeFrame, type Header, messageType } from './message.ts'

const header: Header = { program: 1, version: 1, procedure: 1, type: messageType.reply, serial: 1, status: 0 }

function linked(route: (header: Header) => void = () => undefined) {
  const [ours, theirs] = duplexPair()
  const endings: LinkError[] = []
  const link = new Link(ours, { route, ended: error => endings.push(error) })
  return { link, theirs, endings }
}

test('a router that throws anything ends the link with a protocol error that keeps the cause', async () => {
  const bug = new TypeError('a bug')
  const { link, theirs, endings } = linked(() => {
    throw bug
  })
  theirs.write(encodeFrame(header, nothing, undefined))
  expect(await link.closed).toMatchObject({ kind: 'protocol', cause: bug })
  expect(endings).toHaveLength(1)
})

test('everyone hears of one end once, whatever else happens afterwards', async () => {
  const { link, theirs, endings } = linked()
  link.end(null)
  link.end(null)
  theirs.destroy()
  expect(await link.closed).toBeNull()
  expect(endings.map(({ kind }) => kind)).toEqual(['closed'])
})

test('what arrived before the peer’s end is handled when the holder lets go, and only then is it the end', async () => {
  const serials: number[] = []
  const { link, theirs } = linked(({ serial }) => {
    serials.push(serial)
    link.hold(serials)
  })
  const frames = [1, 2, 3].map(serial => encodeFrame({ ...header, serial }, nothing, undefined))
  theirs.end(Buffer.concat(frames))
  for (let seen = 1; seen <= 3; seen++) {
    await expect.poll(() => serials.length).toBe(seen)
    expect(link.ended).toBeNull()
    link.letGo(serials)
  }
  expect(await link.closed).toMatchObject({ kind: 'closed' })
  expect(serials).toEqual([1, 2, 3])
})
