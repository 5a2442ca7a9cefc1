import type { Layout, Placed } from './layout.ts'

export type Step = 'up' | 'down' | 'left' | 'right' | 'first' | 'last'

const middle = ({ y, height }: Placed): number => y + height / 2

function nearest(boxes: readonly Placed[], to: Placed): Placed | undefined {
  return boxes.toSorted((a, b) => Math.abs(middle(a) - middle(to)) - Math.abs(middle(b) - middle(to)))[0]
}

/**
 * The box that an arrow key goes to: up and down within the column, left and right along a line, and where
 * none goes that way to the nearest box of the next column.
 */
export function step(layout: Layout, from: string | null, direction: Step): string | null {
  const inOrder = layout.placed.toSorted((a, b) => a.x - b.x || a.y - b.y)
  const at = from === null ? undefined : layout.byId.get(from)
  if (!at || direction === 'first') return inOrder[0]?.node.id ?? null
  if (direction === 'last') return inOrder.at(-1)?.node.id ?? null
  if (direction === 'up' || direction === 'down') {
    const column = inOrder.filter(box => box.x === at.x)
    const index = column.indexOf(at)
    return column[index + (direction === 'up' ? -1 : 1)]?.node.id ?? at.node.id
  }
  const beyond = (box: Placed) => (direction === 'right' ? box.x > at.x : box.x < at.x)
  const joined = layout.lines.flatMap(({ edge }) => {
    const other = edge.from === from ? edge.to : edge.to === from ? edge.from : null
    const box = other === null ? undefined : layout.byId.get(other)
    return box && beyond(box) ? [box] : []
  })
  const along = nearest(joined, at)
  if (along) return along.node.id
  const columns = inOrder.filter(beyond).map(box => box.x)
  if (columns.length === 0) return at.node.id
  const next = direction === 'right' ? Math.min(...columns) : Math.max(...columns)
  return (
    nearest(
      inOrder.filter(box => box.x === next),
      at,
    )?.node.id ?? at.node.id
  )
}
