import type { AuditExportEvent } from '../../../shared/contract/audit.ts'

/** Text that is gathered before it becomes a part of the file, which the browser keeps on the disk where it is long. */
const GATHERED = 4 * 1024 * 1024

/** An export that came whole. */
export interface AuditFile {
  file: Blob
  fileName: string
  /** Entries in it. */
  count: number
  /** A part of the log: what its reader may read. */
  part: boolean
}

/** Gathers an export piece by piece, and tells how many entries there are so far; null where its end never came. */
export async function gatherExport(
  pieces: AsyncIterable<AuditExportEvent>,
  onCount: (count: number) => void,
): Promise<AuditFile | null> {
  let begun: Extract<AuditExportEvent, { type: 'begin' }> | null = null
  let file = new Blob([])
  let waiting = ''
  for await (const piece of pieces) {
    if (piece.type === 'begin') begun = piece
    else if (piece.type === 'text') {
      waiting += piece.text
      onCount(piece.count)
      if (waiting.length < GATHERED) continue
      file = new Blob([file, waiting])
      waiting = ''
    } else if (begun) {
      const { fileName, mediaType, part } = begun
      return { file: new Blob([file, waiting], { type: mediaType }), fileName, count: piece.count, part }
    }
  }
  return null
}
