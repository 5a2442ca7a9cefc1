/** A URI that cannot be used: where it goes wrong, why, and what would be accepted there. */
export class UriError extends Error {
  override readonly name = 'UriError'
  /** The URI as it was given. */
  readonly text: string
  /** Index of the character that is wrong; the text's length when something is missing at its end. */
  readonly position: number
  /** Forms or values that are accepted in that place. */
  readonly accepted: readonly string[]

  constructor(text: string, position: number, message: string, accepted: readonly string[], cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.text = text
    this.position = position
    this.accepted = accepted
  }
}

/** Decodes a part of a URI that begins at `start`; throws UriError at the percent sign that is wrong. */
export function percentDecode(text: string, raw: string, start: number): string {
  try {
    return refuseNul(text, decodeURIComponent(raw), start)
  } catch (cause) {
    if (cause instanceof UriError) throw cause
    const bad = raw.search(/%(?![0-9a-fA-F]{2})/)
    const at = start + (bad >= 0 ? bad : raw.indexOf('%'))
    throw new UriError(
      text,
      at,
      'a percent sign begins two hex digits, and all of them are UTF-8',
      ['%20'],
      cause,
    )
  }
}

function refuseNul(text: string, decoded: string, start: number): string {
  if (decoded.includes('\0')) throw new UriError(text, start, 'a URI holds no NUL', [])
  return decoded
}
