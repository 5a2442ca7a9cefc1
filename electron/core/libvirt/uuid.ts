const PATTERN = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i

/** The sixteen bytes of a UUID as lower-case text with hyphens. */
export function uuidText(bytes: Uint8Array): string {
  if (bytes.length !== 16) throw new RangeError(`a UUID has 16 bytes, not ${bytes.length}`)
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, 16).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** The sixteen bytes of a UUID's text, hyphens optional; throws RangeError for anything else. */
export function uuidBytes(text: string): Uint8Array {
  if (!PATTERN.test(text)) throw new RangeError('not a UUID')
  return new Uint8Array(Buffer.from(text.replaceAll('-', ''), 'hex'))
}
