import { type Codec, flag, type TypeOf } from './codec.ts'

/** The record that a struct of codecs declares. */
export type StructOf<F> = { -readonly [K in keyof F]: TypeOf<F[K]> }

type Fields = Record<string, Codec<unknown>>

/** Fields in the order they are declared, which is their order on the wire. */
export function struct<const F extends Fields>(fields: F): Codec<StructOf<F>> {
  const keys = Object.keys(fields)
  const codecs = keys.map(key => fields[key] as Fields[string])
  return {
    minBytes: codecs.reduce((sum, codec) => sum + codec.minBytes, 0),
    decode(reader) {
      const record: Record<string, unknown> = {}
      for (let index = 0; index < keys.length; index++) {
        record[keys[index] as string] = (codecs[index] as Fields[string]).decode(reader)
      }
      return record as StructOf<F>
    },
    encode(writer, value) {
      const record: Record<string, unknown> = value
      for (let index = 0; index < keys.length; index++) {
        ;(codecs[index] as Fields[string]).encode(writer, record[keys[index] as string])
      }
    },
  }
}

/** At most `max` elements; a count that the message cannot hold is refused before allocation. */
export function list<T>(element: Codec<T>, max: number): Codec<T[]> {
  return {
    minBytes: 4,
    decode(reader) {
      const count = reader.count(max, element.minBytes, 'list')
      const elements = new Array<T>(count)
      for (let index = 0; index < count; index++) elements[index] = element.decode(reader)
      return elements
    },
    encode(writer, value) {
      writer.count(value.length, max, 'list')
      for (const one of value) element.encode(writer, one)
    },
  }
}

/** A value that may be absent: XDR's pointer, null here. */
export function optional<T>(element: Codec<T>): Codec<T | null> {
  return {
    minBytes: 4,
    decode: reader => (flag(reader) ? element.decode(reader) : null),
    encode(writer, value) {
      writer.u32(value === null ? 0 : 1)
      if (value !== null) element.encode(writer, value)
    },
  }
}
