import type { Import } from './graph.ts'

/** Which file imports which. */
type Targets = ReadonlyMap<string, readonly string[]>

/** The shortest circle of each group of files that import each other, its first file again at the end. */
export function findCircles(imports: readonly Import[]): string[][] {
  const targets = new Map<string, string[]>()
  for (const { from, to } of imports) {
    if (to !== null) targets.set(from, [...(targets.get(from) ?? []), to])
  }
  return groups(targets).map(group =>
    group
      .map(file => shortestWayBack(file, targets))
      .reduce((shortest, way) => (way.length < shortest.length ? way : shortest)),
  )
}

/** Breadth first from a file to itself. */
function shortestWayBack(file: string, targets: Targets): string[] {
  const cameFrom = new Map<string, string>()
  const queue = [file]
  for (const here of queue) {
    for (const next of targets.get(here) ?? []) {
      if (cameFrom.has(next)) continue
      cameFrom.set(next, here)
      queue.push(next)
    }
  }
  const way = [file]
  for (let here = cameFrom.get(file); here !== undefined && here !== file; here = cameFrom.get(here))
    way.unshift(here)
  return [file, ...way]
}

/** Groups of files that import each other in circles (Tarjan's strongly connected components). */
function groups(targets: Targets): string[][] {
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
