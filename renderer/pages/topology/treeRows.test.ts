import { expect, test } from 'vitest'
import { makeGraph } from './testing.ts'
import { TreeModel, treeRows, treeStep } from './treeRows.ts'

const closed = () => false

test('begins with sites, opens way by way, and names places for a screen reader', () => {
  const model = new TreeModel(makeGraph({ hosts: 2, machines: 12 }), null)
  expect(treeRows(model, new Map(), closed)).toMatchObject([
    { way: 'site', level: 1, open: false, place: 1, of: 1 },
  ])
  const rows = treeRows(
    model,
    new Map([['site\nhost/h0\nnetwork/h0', true]]),
    ({ kind }) => kind === 'site' || kind === 'host',
  )
  expect(rows.slice(0, 5).map(row => [row.node.id, row.level, row.place, row.of])).toEqual([
    ['site', 1, 1, 1],
    ['host/h0', 2, 1, 2],
    ['network/h0', 3, 1, 2],
    ['nic/h0/0', 4, 1, 12],
    ['nic/h0/1', 4, 2, 12],
  ])
  // By number, not by letter.
  expect(rows[6]?.node.label).toBe('vnet3')
})

test('shows only what leads to the machines that match, on every way', () => {
  const model = new TreeModel(makeGraph({ hosts: 2, machines: 3 }), new Set(['h1/2']))
  const rows = treeRows(model, new Map(), () => true)
  expect(rows.map(row => row.node.id)).toEqual([
    'site',
    'host/h1',
    'network/h1',
    'nic/h1/2',
    'machine/h1/2',
    'pool/h1',
    'volume/h1/2',
    'disk/h1/2',
    'machine/h1/2',
  ])
  expect(new Set(rows.map(row => row.way)).size).toBe(rows.length)
})

test('a circle ends', () => {
  const graph = makeGraph({ hosts: 1, machines: 1 })
  graph.edges.push({ from: 'machine/h0/0', to: 'network/h0' })
  expect(treeRows(new TreeModel(graph, null), new Map(), () => true).length).toBeLessThan(200)
})

test('keys move as a tree’s do', () => {
  const model = new TreeModel(makeGraph({ hosts: 2, machines: 1 }), null)
  const rows = treeRows(model, new Map(), ({ kind }) => kind === 'site')
  const [site, first, second] = rows.map(row => row.way)
  expect(treeStep(rows, site ?? '', 'ArrowDown')).toBe(first)
  expect(treeStep(rows, site ?? '', 'ArrowRight')).toBe(first)
  expect(treeStep(rows, first ?? '', 'ArrowLeft')).toBe(site)
  expect(treeStep(rows, first ?? '', 'ArrowRight')).toBeNull()
  expect(treeStep(rows, second ?? '', 'ArrowDown')).toBe(second)
  expect(treeStep(rows, site ?? '', 'End')).toBe(second)
  expect(treeStep([], null, 'ArrowDown')).toBeNull()
})
