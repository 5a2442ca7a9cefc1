import type { Import } from './graph.ts'

/** Groups of files that import each other in a circle (Tarjan's strongly connected components). */
export function findCircles(imports: readonly Import[]): string[][] {
  const targets = new Map<string, string[]>()
  for (const { from, to } of imports) {
    if (to !== null) targets.set(from, [...(targets.get(from) ?? []), to])
  }
  const marks = new Map<string, { index: number; low: number; isOpen: boolean }>()
  const open: string[] = []
  const circles: string[][] = []

  const visit = (file: string): { index: number; low: number; isOpen: boolean } => {
    const mark = { index: marks.size, low: marks.size, isOpen: true }
    marks.set(file, mark)
    open.push(file)
    for (const target of targets.get(file) ?? []) {
      const known = marks.get(target)
      if (known === undefined) mark.low = Math.min(mark.low, visit(target).low)
      else if (known.isOpen) mark.low = Math.min(mark.low, known.index)
    }
    if (mark.low !== mark.index) return mark
    const circle = open.splice(open.indexOf(file))
    for (const member of circle) (marks.get(member) ?? mark).isOpen = false
    if (circle.length > 1 || targets.get(file)?.includes(file) === true) circles.push(circle)
    return mark
  }
  for (const file of targets.keys()) if (!marks.has(file)) visit(file)
  return circles
}
