import { describe, expect, test } from 'vitest'
import { BOX, columnsOf, layoutOf, linePath, ROW, spread, waysThrough } from './layout.ts'
import { pictureOf } from './picture.ts'
import { step } from './steps.ts'
import { makeGraph } from './testing.ts'

const draw = (fleet: Parameters<typeof makeGraph>[0], open = true) => {
  const graph = makeGraph(fleet)
  const folds = new Map(
    graph.nodes.flatMap(({ kind, hostId, id }): [string, boolean][] =>
      open && kind === 'network' ? [[`group/${hostId}/${id}`, false]] : kind === 'host' ? [[id, false]] : [],
    ),
  )
  return pictureOf(graph, { machines: null, hidden: new Set(), folds, groupLabel: count => `${count}` })
}

describe('spread', () => {
  test('leaves alone what does not collide', () => {
    expect(spread([0, 50, 200], 30)).toEqual([0, 50, 200])
  })
  test('moves neighbours apart by as little as can be, together', () => {
    expect(spread([100, 100, 100], 30)).toEqual([70, 100, 130])
    expect(spread([0, 100, 100, 400], 30)).toEqual([0, 85, 115, 400])
  })
})

test('columns run from the site to the pool, a base behind what is built upon it', () => {
  const picture = draw({ hosts: 1, machines: 1 })
  picture.nodes.push({ ...picture.nodes[0], id: 'base', kind: 'volume', label: 'base' } as never)
  picture.edges.push({ from: 'base', to: 'volume/h0/0', weight: 1 })
  const columns = columnsOf(picture)
  const ids = [
    'site',
    'host/h0',
    'network/h0',
    'nic/h0/0',
    'machine/h0/0',
    'disk/h0/0',
    'volume/h0/0',
    'base',
    'pool/h0',
  ]
  const places = ids.map(id => columns.get(id) ?? -1)
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  expect(new Set(places).size).toBe(ids.length)
})

test('500 machines: no two boxes touch, hosts do not mix, and NIC, machine and disk stand in one row', () => {
  const layout = layoutOf(draw({ hosts: 10, machines: 50 }))
  const columns = Map.groupBy(layout.placed, box => box.x)
  for (const boxes of columns.values()) {
    const tops = boxes.map(box => box.y).toSorted((a, b) => a - b)
    tops.forEach((top, at) => {
      expect(top - (tops[at - 1] ?? -ROW)).toBeGreaterThanOrEqual(BOX)
    })
  }
  for (const box of layout.placed) {
    expect(Number.isFinite(box.y) && box.y >= 0).toBe(true)
    expect(box.y + box.height).toBeLessThanOrEqual(layout.height)
    if (box.node.kind !== 'machine') continue
    const key = box.node.id.slice('machine/'.length)
    for (const part of ['nic', 'disk', 'volume']) expect(layout.byId.get(`${part}/${key}`)?.y).toBe(box.y)
  }
  const rows = (host: string) =>
    layout.placed.filter(({ node }) => node.kind === 'machine' && node.hostId === host).map(box => box.y)
  expect(Math.max(...rows('h0'))).toBeLessThan(Math.min(...rows('h1')))
  expect(layout.lines).toHaveLength(10 + 10 + 10 + 500 * 5)
})

test('closed, 500 machines take little room', () => {
  const layout = layoutOf(draw({ hosts: 10, machines: 50 }, false))
  expect(layout.placed.length).toBeLessThan(50)
  expect(layout.height).toBeLessThan(10 * 4 * ROW)
})

test('nothing is a picture too', () => {
  expect(layoutOf({ nodes: [], edges: [], standsFor: id => id })).toMatchObject({
    width: 0,
    height: 0,
    placed: [],
  })
})

test('lines leave and arrive level, whichever way they run', () => {
  const edge = { from: 'a', to: 'b', weight: 1 }
  expect(linePath({ edge, x1: 0, y1: 0, x2: 100, y2: 50 })).toBe('M0 0C50 0 50 50 100 50')
  expect(linePath({ edge, x1: 100, y1: 50, x2: 0, y2: 0 })).toBe('M100 50C50 50 50 0 0 0')
})

test('the ways through a machine hold what it hangs on, and nothing beside it', () => {
  const ways = waysThrough(draw({ hosts: 2, machines: 2 }), 'machine/h0/1')
  expect([...ways].toSorted()).toEqual(
    [
      'disk/h0/1',
      'host/h0',
      'machine/h0/1',
      'network/h0',
      'nic/h0/1',
      'pool/h0',
      'site',
      'volume/h0/1',
    ].toSorted(),
  )
})

describe('arrow keys', () => {
  const layout = layoutOf(draw({ hosts: 2, machines: 3 }))
  test.each([
    [null, 'down', 'site'],
    ['site', 'right', 'host/h0'],
    ['machine/h0/1', 'up', 'machine/h0/0'],
    ['machine/h0/0', 'up', 'machine/h0/0'],
    ['machine/h0/2', 'down', 'machine/h1/0'],
    ['machine/h0/1', 'left', 'nic/h0/1'],
    ['machine/h0/1', 'right', 'disk/h0/1'],
    ['pool/h0', 'right', 'pool/h0'],
    ['machine/h0/1', 'first', 'site'],
    ['gone', 'left', 'site'],
  ] as const)('%s %s → %s', (from, direction, to) => {
    expect(step(layout, from, direction)).toBe(to)
  })
})
