import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { z } from 'zod'

const Lines = z.object({ lines: z.object({ total: z.number(), covered: z.number() }) })
const Summary = z.record(z.string(), Lines)

/** How much of the lines the tests ran, and the files that miss most. */
export interface Coverage {
  readonly percent: number
  readonly worst: readonly { readonly file: string; readonly missed: number; readonly percent: number }[]
}

/** Reads the summary that vitest's coverage wrote; null where there is none. */
export function readCoverage(file: string, root: string): Coverage | null {
  if (!existsSync(file)) return null
  const { total, ...files } = Summary.parse(JSON.parse(readFileSync(file, 'utf8')))
  if (total === undefined || total.lines.total === 0) return null
  const worst = Object.entries(files)
    .map(([path, { lines }]) => ({
      file: relative(root, path),
      missed: lines.total - lines.covered,
      percent: percent(lines),
    }))
    .filter(({ missed }) => missed > 0)
    .sort((a, b) => b.missed - a.missed)
  return { percent: percent(total.lines), worst: worst.slice(0, 15) }
}

function percent({ total, covered }: { total: number; covered: number }): number {
  return total === 0 ? 100 : (100 * covered) / total
}

/** What the gate prints, and whether it lets pass: `atLeast` percent of the lines. */
export function judge(coverage: Coverage | null, atLeast: number): { ok: boolean; text: string } {
  if (coverage === null) return { ok: false, text: 'no coverage was measured' }
  const ok = coverage.percent >= atLeast
  const head = `${coverage.percent.toFixed(2)} % of the lines of electron/ and shared/, ${atLeast} % wanted`
  if (ok) return { ok, text: head }
  const rows = coverage.worst.map(
    ({ file, missed, percent: part }) => `  ${file}: ${missed} lines missed (${part.toFixed(0)} %)`,
  )
  return { ok, text: [head, ...rows].join('\n') }
}
