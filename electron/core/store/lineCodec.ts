/** Lines beyond this many are kept in pieces of about `pieceLength`, so a huge definition can't flood the line table. */
const singleLines = 4_096
const pieceLength = 16_384

/** Cuts a definition into its lines; joined with line feeds they are the text again, byte for byte. */
export function splitLines(text: string): string[] {
  const lines = text.split('\n')
  if (lines.length <= singleLines) return lines
  const pieces = lines.slice(0, singleLines)
  let piece: string[] = []
  let length = 0
  for (const line of lines.slice(singleLines)) {
    piece.push(line)
    length += line.length + 1
    if (length < pieceLength) continue
    pieces.push(piece.join('\n'))
    piece = []
    length = 0
  }
  if (piece.length > 0) pieces.push(piece.join('\n'))
  return pieces
}

/** Line ids as LEB128: seven bits a byte, low ones first. Ids are positive and below 2^31. */
export function encodeIds(ids: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(ids.length * 5)
  let at = 0
  for (let id of ids) {
    while (id > 0x7f) {
      bytes[at++] = (id & 0x7f) | 0x80
      id >>>= 7
    }
    bytes[at++] = id
  }
  return Buffer.from(bytes.subarray(0, at))
}

/** The inverse of `encodeIds`. */
export function decodeIds(bytes: Uint8Array): number[] {
  const ids: number[] = []
  let id = 0
  let shift = 0
  for (const byte of bytes) {
    id |= (byte & 0x7f) << shift
    if (byte & 0x80) {
      shift += 7
      continue
    }
    ids.push(id)
    id = 0
    shift = 0
  }
  return ids
}

/** Whether any of the encoded ids is marked in `marks` (index = id). */
export function anyMarked(bytes: Uint8Array, marks: Uint8Array): boolean {
  let id = 0
  let shift = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number
    id |= (byte & 0x7f) << shift
    if (byte & 0x80) {
      shift += 7
      continue
    }
    if (marks[id] === 1) return true
    id = 0
    shift = 0
  }
  return false
}
