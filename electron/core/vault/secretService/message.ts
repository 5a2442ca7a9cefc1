import { z } from 'zod'
import { MalformedError, Reader, type Value, Writer } from './codec.ts'

/** A call of another program's method. */
export interface Call {
  readonly destination: string
  readonly path: string
  readonly interface: string
  readonly member: string
  readonly signature?: string
  readonly body?: readonly Value[]
}

/** What came in. */
export interface Incoming {
  readonly type: 'reply' | 'error' | 'signal' | 'other'
  /** The call that it answers. */
  readonly replyTo: number | null
  readonly path: string
  readonly interface: string
  readonly member: string
  readonly errorName: string
  readonly body: unknown[]
}

/** No message that is asked for here comes near it. */
const MESSAGE_MAX = 1 << 20
const FIXED_BYTES = 16
const LITTLE = 0x6c
const BIG = 0x42
const METHOD_CALL = 1
const types = { 2: 'reply', 3: 'error', 4: 'signal' } as const
const field = { path: 1, interface: 2, member: 3, errorName: 4, replyTo: 5, destination: 6, signature: 8 }

const Fields = z.array(z.tuple([z.number(), z.unknown()]))

/** The bytes of a call, for the caller to wipe. */
export function encodeCall(serial: number, call: Call): Writer {
  const { signature = '', body = [] } = call
  const content = new Writer().write(signature, body)
  const fields: Value[] = [
    [field.path, { signature: 'o', value: call.path }],
    [field.interface, { signature: 's', value: call.interface }],
    [field.member, { signature: 's', value: call.member }],
    [field.destination, { signature: 's', value: call.destination }],
  ]
  if (signature !== '') fields.push([field.signature, { signature: 'g', value: signature }])
  const message = new Writer()
    .write('yyyyuua(yv)', [LITTLE, METHOD_CALL, 0, 1, content.bytes.length, serial, fields])
    .align(8)
    .append(content.bytes)
  content.wipe()
  return message
}

/** How long the message is that begins here; null while that can't be told yet. Throws `MalformedError`. */
export function messageLength(bytes: Buffer): number | null {
  if (bytes.length < FIXED_BYTES) return null
  const little = isLittle(bytes)
  const body = little ? bytes.readUInt32LE(4) : bytes.readUInt32BE(4)
  const fields = little ? bytes.readUInt32LE(12) : bytes.readUInt32BE(12)
  const length = Math.ceil((FIXED_BYTES + fields) / 8) * 8 + body
  if (length > MESSAGE_MAX) throw new MalformedError('a message too long')
  return length
}

/** Reads one whole message. Throws `MalformedError`. */
export function decodeMessage(bytes: Buffer): Incoming {
  const little = isLittle(bytes)
  const header = new Reader(bytes, little, FIXED_BYTES - 4)
  const fields = Fields.safeParse(header.read('a(yv)')[0])
  if (!fields.success) throw new MalformedError('a header that can’t be read')
  const of = new Map(fields.data)
  const text = (code: number): string => {
    const value = of.get(code)
    return typeof value === 'string' ? value : ''
  }
  const replyTo = of.get(field.replyTo)
  const bodyAt = Math.ceil(header.position / 8) * 8
  const type = bytes[1]
  return {
    type: type === 2 || type === 3 || type === 4 ? types[type] : 'other',
    replyTo: typeof replyTo === 'number' ? replyTo : null,
    path: text(field.path),
    interface: text(field.interface),
    member: text(field.member),
    errorName: text(field.errorName),
    body: new Reader(bytes, little, bodyAt).read(text(field.signature)),
  }
}

function isLittle(bytes: Buffer): boolean {
  const [order] = bytes
  if (order !== LITTLE && order !== BIG) throw new MalformedError('no message of D-Bus')
  return order === LITTLE
}
