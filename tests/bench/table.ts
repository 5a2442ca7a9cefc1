import { type Figure, formatNumber } from './figure.ts'

/** The figures as a table for a terminal: a row a figure, ✔ or ✘, notes below their row. */
export function figuresTable(figures: readonly Figure[]): string {
  const rows = figures.map(figure => [
    figure.ok ? '✔' : '✘',
    figure.name,
    figure.measured === null ? 'not measured' : `${formatNumber(figure.measured)} ${figure.unit}`,
    figure.targetText,
    figure.peer ?? '–',
  ])
  const head = ['', 'figure', 'measured', 'target', 'peer']
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map(row => [...(row[column] ?? '')].length)),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  const body = figures.flatMap((figure, index) => [
    line(rows[index] ?? []),
    ...(figure.note === undefined ? [] : [`   ${figure.note}`]),
  ])
  return [line(head), ...body].join('\n')
}
