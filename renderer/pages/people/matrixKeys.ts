/** Where the keyboard stands in a matrix; row 0 is the heading. */
export interface Cell {
  row: number
  column: number
}

/** Rows that a page key goes. */
const PAGE = 10

/** Where a key leads in a matrix with so many rows below its heading; null for a key that means nothing there. */
export function cellAfter(
  { key, ctrlKey }: { key: string; ctrlKey: boolean },
  { row, column }: Cell,
  { rows, columns }: { rows: number; columns: number },
): Cell | null {
  const to = (nextRow: number, nextColumn: number): Cell => ({
    row: Math.max(0, Math.min(rows, nextRow)),
    column: Math.max(0, Math.min(columns - 1, nextColumn)),
  })
  switch (key) {
    case 'ArrowDown':
      return to(row + 1, column)
    case 'ArrowUp':
      return to(row - 1, column)
    case 'ArrowRight':
      return to(row, column + 1)
    case 'ArrowLeft':
      return to(row, column - 1)
    case 'PageDown':
      return to(row + PAGE, column)
    case 'PageUp':
      return to(row - PAGE, column)
    case 'Home':
      return to(ctrlKey ? 0 : row, 0)
    case 'End':
      return to(ctrlKey ? rows : row, columns - 1)
    default:
      return null
  }
}
