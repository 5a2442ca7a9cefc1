import { XdrError } from './error.ts'
import { type Int64, padded, XdrReader } from './reader.ts'
import { XdrWriter } from './writer.ts'

/** One declaration of a wire type: its decoder, its encoder and, as `T`, its TypeScript type. */
export interface Codec<T> {
  /** The fewest bytes a value can take: what bounds a list before it is allocated. */
  readonly minBytes: number
  decode(reader: XdrReader): T
  encode(writer: XdrWriter, value: T): void
}

/** The TypeScript type that a codec declares. */
export type TypeOf<C> = C extends Codec<infer T> ? T : never

export const i32: Codec<number> = {
  minBytes: 4,
  decode: reader => reader.i32(),
  encode: (writer, value) => writer.i32(value),
}

export const u32: Codec<number> = {
  minBytes: 4,
  decode: reader => reader.u32(),
  encode: (writer, value) => writer.u32(value),
}

/** A number where a double holds it exactly, otherwise a bigint; never wrapped. */
export const i64: Codec<Int64> = {
  minBytes: 8,
  decode: reader => reader.i64(),
  encode: (writer, value) => writer.i64(value),
}

/** A number where a double holds it exactly, otherwise a bigint; never negative. */
export const u64: Codec<Int64> = {
  minBytes: 8,
  decode: reader => reader.u64(),
  encode: (writer, value) => writer.u64(value),
}

export const double: Codec<number> = {
  minBytes: 8,
  decode: reader => reader.double(),
  encode: (writer, value) => writer.double(value),
}

export const bool: Codec<boolean> = {
  minBytes: 4,
  decode: reader => flag(reader),
  encode: (writer, value) => writer.u32(value ? 1 : 0),
}

/** Nothing on the wire: the arguments or result of a procedure without any. */
export const nothing: Codec<undefined> = { minBytes: 0, decode: () => undefined, encode: () => undefined }

/** Text of at most `max` bytes as UTF-8. */
export function string(max: number): Codec<string> {
  return {
    minBytes: 4,
    decode: reader => reader.string(max),
    encode: (writer, value) => writer.string(value, max),
  }
}

/** Bytes, at most `max` of them. */
export function bytes(max: number): Codec<Uint8Array> {
  return {
    minBytes: 4,
    decode: reader => reader.bytes(max),
    encode: (writer, value) => writer.bytes(value, max),
  }
}

/** Exactly `length` bytes. */
export function opaque(length: number): Codec<Uint8Array> {
  return {
    minBytes: padded(length),
    decode: reader => reader.opaque(length),
    encode: (writer, value) => writer.opaque(value, length),
  }
}

/** XDR's 0 or 1; anything else is a peer that speaks another language. */
export function flag(reader: XdrReader): boolean {
  const value = reader.u32()
  if (value > 1) throw new XdrError(`${value} is not a boolean`)
  return value === 1
}

/** Decodes a value that must fill the bytes; throws XdrError. */
export function decode<T>(codec: Codec<T>, bytes: Uint8Array): T {
  const reader = new XdrReader(bytes)
  const value = codec.decode(reader)
  reader.finish()
  return value
}

/** Encodes one value; throws XdrError where the value does not fit its type. */
export function encode<T>(codec: Codec<T>, value: T): Buffer {
  const writer = new XdrWriter()
  codec.encode(writer, value)
  return writer.done()
}
