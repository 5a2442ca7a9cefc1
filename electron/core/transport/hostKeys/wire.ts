/** Reads SSH wire strings (RFC 4251 §5) one after the other; undefined past the end or where a length lies. */
export class WireReader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  uint32(): number | undefined {
    if (this.#at + 4 > this.#bytes.length) return undefined
    const value = this.#bytes.readUInt32BE(this.#at)
    this.#at += 4
    return value
  }

  string(): Buffer | undefined {
    const length = this.uint32()
    if (length === undefined || length > this.#bytes.length - this.#at) return undefined
    const value = this.#bytes.subarray(this.#at, this.#at + length)
    this.#at += length
    return value
  }
}

/** Key type named inside a public key blob; undefined for what is no blob. */
export function keyType(blob: Buffer): string | undefined {
  const name = new WireReader(blob).string()
  return name !== undefined &&
    name.length > 0 &&
    name.length <= 64 &&
    /^[\x21-\x7e]+$/.test(name.toString('latin1'))
    ? name.toString('latin1')
    : undefined
}

/** Size in bits as ssh-keygen prints it; 0 for a type it isn't known of. */
export function keyBits(blob: Buffer): number {
  const reader = new WireReader(blob)
  const type = reader.string()?.toString('latin1') ?? ''
  if (type.includes('ed25519')) return 256
  const curve = /nistp(\d{3})/.exec(type)?.[1]
  if (curve !== undefined) return Number(curve)
  if (type === 'ssh-rsa') reader.string()
  else if (type !== 'ssh-dss') return 0
  const modulus = reader.string()
  if (modulus === undefined) return 0
  const first = modulus.findIndex(byte => byte !== 0)
  return first < 0 ? 0 : (modulus.length - first) * 8 - Math.clz32(modulus[first] ?? 0) + 24
}
