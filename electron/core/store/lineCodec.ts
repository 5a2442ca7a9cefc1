/** Lines beyond this many are kept in pieces of about `pieceLength`, so a huge definition can't flood the line table. */
export const singleLines = 4_096
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
export function decodeIds(bytes: Uint8Array): Uint32Array {
  const ids = new Uint32Array(bytes.length)
  return ids.subarray(0, decodeInto(bytes, ids, 0))
}

/** Decodes into `ids` from index `start`, where there must be as many places as bytes; gives the index after the last id. */
export function decodeInto(bytes: Uint8Array, ids: Uint32Array, start: number): number {
  let end = start
  let id = 0
  let shift = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number
    id |= (byte & 0x7f) << shift
    if (byte & 0x80) {
      shift += 7
      continue
    }
    ids[end++] = id
    id = 0
    shift = 0
  }
  return end
}

/** Which line ids (index) hold one piece of the text looked for; undefined stands for every line. */
export type Marks = Uint8Array | undefined

/**
 * Whether `ids` from `start` to `end` hold a run of lines in which the n-th is marked in `pieces[n]`.
 * One piece is a plain "any of these lines".
 */
export function hasRun(ids: Uint32Array, start: number, end: number, pieces: readonly Marks[]): boolean {
  return findRun(ids, start, end, pieces) >= 0
}

/** As `hasRun`: the index in `ids` at which the first run begins; negative where there is none. */
export function findRun(ids: Uint32Array, start: number, end: number, pieces: readonly Marks[]): number {
  // Plain loops: this runs over every line of every definition.
  const first = pieces[0]
  const last = end - pieces.length
  for (let at = start; at <= last; at++) {
    if (first !== undefined && first[ids[at] as number] !== 1) continue
    let length = 1
    while (length < pieces.length && fits(pieces[length], ids[at + length] as number)) length++
    if (length === pieces.length) return at
  }
  return -1
}

const fits = (marks: Marks, id: number): boolean => marks === undefined || marks[id] === 1
