import { type Codec, flag, type Int64, list, XdrError, type XdrReader, type XdrWriter } from '../xdr/index.ts'
import { STRING_MAX } from './limits.ts'

interface Param<Type extends string, Value> {
  field: string
  type: Type
  value: Value
}

/** libvirt's typed parameter (virTypedParameter): a named value that carries its type. */
export type TypedParam =
  | Param<'int', number>
  | Param<'uint', number>
  | Param<'llong', Int64>
  | Param<'ullong', Int64>
  | Param<'double', number>
  | Param<'boolean', boolean>
  | Param<'string', string>

/** Any value that a typed parameter can hold. */
export type TypedParamValue = TypedParam['value']

/** One typed parameter; an unknown type number ends the decoding, as its length cannot be known. */
export const typedParam: Codec<TypedParam> = {
  minBytes: 12,
  decode: readTypedParam,
  encode(writer, param) {
    writer.string(param.field, STRING_MAX)
    writeValue(writer, param)
  },
}

/** A list of at most `max` typed parameters. */
export function typedParams(max: number): Codec<TypedParam[]> {
  return list(typedParam, max)
}

function readTypedParam(reader: XdrReader): TypedParam {
  const field = reader.string(STRING_MAX)
  const type = reader.i32()
  switch (type) {
    case 1:
      return { field, type: 'int', value: reader.i32() }
    case 2:
      return { field, type: 'uint', value: reader.u32() }
    case 3:
      return { field, type: 'llong', value: reader.i64() }
    case 4:
      return { field, type: 'ullong', value: reader.u64() }
    case 5:
      return { field, type: 'double', value: reader.double() }
    case 6:
      return { field, type: 'boolean', value: flag(reader) }
    case 7:
      return { field, type: 'string', value: reader.string(STRING_MAX) }
    default:
      throw new XdrError(`${type} is not a type of typed parameter`)
  }
}

const typeNumber = { int: 1, uint: 2, llong: 3, ullong: 4, double: 5, boolean: 6, string: 7 } as const

function writeValue(writer: XdrWriter, param: TypedParam): void {
  const { type, value } = param
  writer.i32(typeNumber[type])
  if (type === 'int') writer.i32(value)
  else if (type === 'uint') writer.u32(value)
  else if (type === 'double') writer.double(value)
  else if (type === 'llong') writer.i64(value)
  else if (type === 'ullong') writer.u64(value)
  else if (type === 'boolean') writer.u32(value ? 1 : 0)
  else writer.string(value, STRING_MAX)
}

/** The parameters by name; of two with one name, the last (a Map, as names come from the peer). */
export function paramMap(params: readonly TypedParam[]): Map<string, TypedParamValue> {
  const map = new Map<string, TypedParamValue>()
  for (const param of params) map.set(param.field, param.value)
  return map
}
