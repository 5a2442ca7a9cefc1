import { type Codec, XdrError, type XdrReader, type XdrWriter } from '../xdr/index.ts'

/** Bytes that the protocol's `char` arrays spend four bytes each on; at most `max`. */
export function charBytes(max: number): Codec<Uint8Array> {
  return {
    minBytes: 4,
    decode: reader => readChars(reader, reader.count(max, 4, 'characters')),
    encode(writer, value) {
      writer.count(value.length, max, 'characters')
      for (const byte of value) writer.i32((byte << 24) >> 24)
    },
  }
}

/** A `char` array as text up to its NUL. */
export function chars(max: number): Codec<string> {
  const codec = charBytes(max)
  return {
    minBytes: 4,
    decode: reader => textOf(codec.decode(reader)),
    encode: (writer, value) => codec.encode(writer, Buffer.from(value)),
  }
}

/** A `char` array of exactly `length`, as text up to its NUL. */
export function charArray(length: number): Codec<string> {
  return {
    minBytes: 4 * length,
    decode: reader => textOf(readChars(reader, length)),
    encode: (writer, value) => writeFixed(writer, Buffer.from(value), length),
  }
}

function readChars(reader: XdrReader, count: number): Uint8Array {
  const bytes = new Uint8Array(count)
  for (let index = 0; index < count; index++) bytes[index] = reader.i32() & 0xff
  return bytes
}

function writeFixed(writer: XdrWriter, value: Buffer, length: number): void {
  if (value.length > length) throw new XdrError(`${value.length} characters do not fit in ${length}`)
  for (let index = 0; index < length; index++) writer.i32(((value[index] ?? 0) << 24) >> 24)
}

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0)
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('utf8')
}
