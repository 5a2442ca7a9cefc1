import { type Codec, i32, optional, string, struct, type XdrReader, XdrWriter } from '../xdr/index.ts'
import type { RemoteErrorFields } from './errors.ts'
import { STRING_MAX } from './limits.ts'
import { domain, network } from './remote/shapes.ts'

/** Kinds of message (virNetMessageType). */
export const messageType = {
  call: 0,
  reply: 1,
  message: 2,
  stream: 3,
  callWithFds: 4,
  replyWithFds: 5,
  streamHole: 6,
} as const

/** What a message says of the outcome (virNetMessageStatus). */
export const messageStatus = { ok: 0, error: 1, continue: 2 } as const

/** Bytes of the length word, which counts itself. */
export const LENGTH_BYTES = 4

/** Bytes of the header after the length word. */
export const HEADER_BYTES = 24

/** The header of every message (virNetMessageHeader). */
export interface Header {
  program: number
  version: number
  procedure: number
  type: number
  serial: number
  status: number
}

/** Reads the header that a frame starts with. */
export function readHeader(reader: XdrReader): Header {
  return {
    program: reader.u32(),
    version: reader.u32(),
    procedure: reader.i32(),
    type: reader.i32(),
    serial: reader.u32(),
    status: reader.i32(),
  }
}

/** A whole frame, length word included, ready to be sent; throws XdrError where the value does not fit. */
export function encodeFrame<T>(header: Header, payload: Codec<T>, value: T): Buffer {
  const writer = startFrame(header)
  payload.encode(writer, value)
  writer.patchU32(0, writer.length)
  return writer.done()
}

/** A frame whose payload is bytes as they are: a stream's data. */
export function rawFrame(header: Header, data: Uint8Array): Buffer {
  const head = startFrame(header)
  head.patchU32(0, head.length + data.length)
  return Buffer.concat([head.done(), data])
}

function startFrame(header: Header): XdrWriter {
  const writer = new XdrWriter()
  writer.u32(0)
  writer.u32(header.program)
  writer.u32(header.version)
  writer.i32(header.procedure)
  writer.i32(header.type)
  writer.u32(header.serial)
  writer.i32(header.status)
  return writer
}

const text = optional(string(STRING_MAX))

/** The error that a reply or a stream carries (virNetMessageError). */
const remoteError = struct({
  code: i32,
  domain: i32,
  message: text,
  level: i32,
  dom: optional(domain),
  str1: text,
  str2: text,
  str3: text,
  int1: i32,
  int2: i32,
  net: optional(network),
})

/** Reads the error that fills the rest of a message. */
export function readRemoteError(reader: XdrReader): RemoteErrorFields {
  const { code, domain: from, message, level, str1, str2, str3, int1, int2 } = remoteError.decode(reader)
  reader.finish()
  const details = { str1, str2, str3, int1, int2 }
  return { code, domain: from, level, text: message ?? 'the server gave no message', details }
}
