/** What D-Bus carries, as it is written: a struct or a pair of a dictionary is an array of its members. */
export type Value = boolean | number | string | Uint8Array | Variant | readonly Value[]

/** A value that brings its own type. */
export interface Variant {
  readonly signature: string
  readonly value: Value
}

/** Nesting that no honest peer reaches. */
const DEPTH_MAX = 32

/** What was received is not what its type says. */
export class MalformedError extends Error {
  override name = 'MalformedError'
}

/** Writes values of a signature, little-endian. Only the types that are sent here; anything else is a bug of the caller. */
export class Writer {
  #bytes = Buffer.alloc(512)
  #length = 0

  /** A view of what was written; `wipe` clears it. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  write(signature: string, values: readonly Value[]): this {
    let at = 0
    for (const value of values) at = this.#one(signature, at, value)
    if (at !== signature.length) throw new TypeError(`too few values for ${signature}`)
    return this
  }

  align(to: number): this {
    this.#room((to - (this.#length % to)) % to)
    return this
  }

  /** Bytes as they are. */
  append(bytes: Uint8Array): this {
    const at = this.#room(bytes.length)
    this.#bytes.set(bytes, at)
    return this
  }

  wipe(): void {
    this.#bytes.fill(0)
  }

  #one(signature: string, at: number, value: Value): number {
    const type = signature[at]
    const end = typeEnd(signature, at)
    if (type === 'y' && typeof value === 'number') this.#u8(value)
    else if (type === 'u' && typeof value === 'number') this.#u32(value)
    else if (type === 'b' && typeof value === 'boolean') this.#u32(value ? 1 : 0)
    else if ((type === 's' || type === 'o') && typeof value === 'string') {
      this.#u32(Buffer.byteLength(value))
      this.#text(value)
    } else if (type === 'g' && typeof value === 'string') this.#signature(value)
    else if (type === 'a' && value instanceof Uint8Array) {
      this.#u32(value.length)
      this.append(value)
    } else if (type === 'a' && Array.isArray(value)) this.#array(signature.slice(at + 1, end), value)
    else if ((type === '(' || type === '{') && Array.isArray(value))
      this.align(8).write(signature.slice(at + 1, end - 1), value)
    else if (type === 'v' && isVariant(value)) {
      this.#signature(value.signature)
      this.#one(value.signature, 0, value.value)
    } else throw new TypeError(`not a value of ${signature.slice(at, end)}`)
    return end
  }

  #array(element: string, items: readonly Value[]): void {
    this.#u32(0)
    const lengthAt = this.#length - 4
    this.align(alignmentOf(element))
    const start = this.#length
    for (const item of items) this.#one(element, 0, item)
    this.#bytes.writeUInt32LE(this.#length - start, lengthAt)
  }

  #u8(value: number): void {
    const at = this.#room(1)
    this.#bytes.writeUInt8(value, at)
  }

  #u32(value: number): void {
    const at = this.align(4).#room(4)
    this.#bytes.writeUInt32LE(value, at)
  }

  #signature(text: string): void {
    this.#u8(text.length)
    this.#text(text)
  }

  #text(text: string): void {
    const at = this.#room(Buffer.byteLength(text) + 1)
    this.#bytes.write(text, at)
  }

  /** Where so many zeroed bytes begin. */
  #room(bytes: number): number {
    const at = this.#length
    this.#length += bytes
    if (this.#length > this.#bytes.length) {
      const wider = Buffer.alloc(this.#length * 2)
      this.#bytes.copy(wider)
      this.#bytes.fill(0)
      this.#bytes = wider
    }
    return at
  }
}

/** Reads values of a signature as plain ones; byte arrays are copied, so that the text can be wiped. */
export class Reader {
  readonly #view: DataView
  readonly #little: boolean
  #at: number

  constructor(bytes: Uint8Array, little: boolean, at = 0) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#little = little
    this.#at = at
  }

  get position(): number {
    return this.#at
  }

  /** Throws `MalformedError`. */
  read(signature: string): unknown[] {
    return this.#members(signature, 0)
  }

  #members(signature: string, depth: number): unknown[] {
    const values: unknown[] = []
    for (let at = 0; at < signature.length; ) {
      const end = typeEnd(signature, at)
      values.push(this.#one(signature.slice(at, end), depth))
      at = end
    }
    return values
  }

  #one(type: string, depth: number): unknown {
    if (depth > DEPTH_MAX) throw new MalformedError('nested too deep')
    const little = this.#little
    switch (type[0]) {
      case 'y':
        return this.#view.getUint8(this.#take(1, 1))
      case 'b':
        return this.#u32() !== 0
      case 'n':
        return this.#view.getInt16(this.#take(2, 2), little)
      case 'q':
        return this.#view.getUint16(this.#take(2, 2), little)
      case 'i':
        return this.#view.getInt32(this.#take(4, 4), little)
      case 'u':
      case 'h':
        return this.#u32()
      case 'x':
        return this.#view.getBigInt64(this.#take(8, 8), little)
      case 't':
        return this.#view.getBigUint64(this.#take(8, 8), little)
      case 'd':
        return this.#view.getFloat64(this.#take(8, 8), little)
      case 's':
      case 'o':
        return this.#text(this.#u32())
      case 'g':
        return this.#text(this.#view.getUint8(this.#take(1, 1)))
      case 'v': {
        const inner = this.#text(this.#view.getUint8(this.#take(1, 1)))
        if (inner === '' || typeEnd(inner, 0) !== inner.length)
          throw new MalformedError('a variant of no single type')
        return this.#one(inner, depth + 1)
      }
      case 'a':
        return this.#array(type.slice(1), depth)
      default:
        this.#take(0, 8)
        return this.#members(type.slice(1, -1), depth + 1)
    }
  }

  #array(element: string, depth: number): unknown {
    const length = this.#u32()
    this.#take(0, alignmentOf(element))
    if (element === 'y') {
      const at = this.#take(length, 1)
      return Buffer.from(new Uint8Array(this.#view.buffer, this.#view.byteOffset + at, length))
    }
    const end = this.#at + length
    if (end > this.#view.byteLength) throw new MalformedError('an array longer than its message')
    const items: unknown[] = []
    while (this.#at < end) {
      const before = this.#at
      items.push(this.#one(element, depth + 1))
      if (this.#at === before) throw new MalformedError('an element of no length')
    }
    if (this.#at !== end) throw new MalformedError('an array that does not end with an element')
    return items
  }

  #u32(): number {
    return this.#view.getUint32(this.#take(4, 4), this.#little)
  }

  #text(length: number): string {
    const at = this.#take(length + 1, 1)
    return Buffer.from(this.#view.buffer, this.#view.byteOffset + at, length).toString('utf8')
  }

  #take(bytes: number, alignment: number): number {
    const at = Math.ceil(this.#at / alignment) * alignment
    if (at + bytes > this.#view.byteLength) throw new MalformedError('the message ends too early')
    this.#at = at + bytes
    return at
  }
}

const isVariant = (value: Value): value is Variant => typeof value === 'object' && 'signature' in value

/** Where the one complete type that begins there ends. Throws `MalformedError`. */
function typeEnd(signature: string, at: number): number {
  const type = signature[at]
  if (type === 'a') return typeEnd(signature, at + 1)
  if (type === '(' || type === '{') {
    const close = type === '(' ? ')' : '}'
    let end = at + 1
    while (signature[end] !== close) end = typeEnd(signature, end)
    if (end === at + 1) throw new MalformedError('a structure of nothing')
    return end + 1
  }
  if (type === undefined || !'ybnqiuxtdsoghv'.includes(type))
    throw new MalformedError('a type that is not known')
  return at + 1
}

function alignmentOf(type: string): number {
  const [first = ''] = type
  if ('xtd({'.includes(first)) return 8
  if ('biuhsoa'.includes(first)) return 4
  return 'nq'.includes(first) ? 2 : 1
}
