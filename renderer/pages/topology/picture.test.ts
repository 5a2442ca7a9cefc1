import { expect, test } from 'vitest'
import type { HostId } from '../../../shared/ids.ts'
import { CLOSE_HOSTS_FROM, GROUP_FROM, pictureOf, type Wanted } from './picture.ts'
import { makeGraph } from './testing.ts'
import { TreeModel } from './treeRows.ts'

const wanted = (more: Partial<Wanted> = {}): Wanted => ({
  machines: null,
  hidden: new Set(),
  folds: new Map(),
  groupLabel: count => `${count} machines`,
  ...more,
})
const kinds = (nodes: readonly { kind: string }[]) =>
  Object.fromEntries([...Map.groupBy(nodes, node => node.kind)].map(([kind, list]) => [kind, list.length]))

test('a small fleet is drawn whole', () => {
  const graph = makeGraph({ hosts: 2, machines: 5 })
  const picture = pictureOf(graph, wanted())
  expect(picture.nodes).toHaveLength(graph.nodes.length)
  expect(picture.edges).toHaveLength(graph.edges.length)
  expect(picture.nodes.find(node => node.kind === 'host')?.fold).toBe('open')
})

test('a graph is indexed once, however often it is drawn anew or shown as a tree', () => {
  const graph = makeGraph({ hosts: 2, machines: 5 })
  let reads = 0
  const counted = graph.edges.map(({ from, to }) => ({
    get from() {
      reads++
      return from
    },
    to,
  }))
  const whole = { ...graph, edges: counted }
  const readsOf = (work: () => unknown) => {
    reads = 0
    work()
    return reads
  }
  expect(readsOf(() => pictureOf(whole, wanted()))).toBe(2 * counted.length)
  expect(readsOf(() => pictureOf(whole, wanted({ folds: new Map([['host/0', true]]) })))).toBe(counted.length)
  expect(readsOf(() => new TreeModel(whole, null))).toBe(0)
})

test('many machines of a network are one box, with lines that say how many run along them', () => {
  const picture = pictureOf(makeGraph({ hosts: 2, machines: GROUP_FROM }), wanted())
  expect(kinds(picture.nodes)).toEqual({ site: 1, host: 2, network: 2, pool: 2, group: 2 })
  const box = picture.nodes.find(node => node.kind === 'group')
  expect(box).toMatchObject({
    label: `${GROUP_FROM} machines`,
    detail: 'default',
    inside: GROUP_FROM,
    fold: 'closed',
  })
  expect(picture.edges.filter(edge => edge.to === box?.id)).toEqual([
    { from: 'network/h0', to: 'group/h0/network/h0', weight: GROUP_FROM },
    { from: 'pool/h0', to: 'group/h0/network/h0', weight: GROUP_FROM },
  ])
  expect(picture.standsFor('machine/h0/3')).toBe(box?.id)
  const opened = pictureOf(
    makeGraph({ hosts: 2, machines: GROUP_FROM }),
    wanted({ folds: new Map([['group/h0/network/h0', false]]) }),
  )
  expect(kinds(opened.nodes)).toMatchObject({
    machine: GROUP_FROM,
    nic: GROUP_FROM,
    disk: GROUP_FROM,
    group: 1,
  })
})

test('many hosts are closed at first; one that is opened shows its groups', () => {
  const graph = makeGraph({ hosts: CLOSE_HOSTS_FROM, machines: 10 })
  const picture = pictureOf(graph, wanted())
  expect(kinds(picture.nodes)).toEqual({ site: 1, host: CLOSE_HOSTS_FROM })
  expect(picture.nodes.find(node => node.kind === 'host')).toMatchObject({ inside: 10, fold: 'closed' })
  const opened = pictureOf(graph, wanted({ folds: new Map([['host/h1', false]]) }))
  expect(kinds(opened.nodes)).toMatchObject({ network: 1, pool: 1, group: 1 })
})

test('storage of several hosts stays when they are closed', () => {
  const graph = makeGraph({ hosts: CLOSE_HOSTS_FROM, machines: 10, shared: true })
  const picture = pictureOf(graph, wanted())
  expect(kinds(picture.nodes)).toMatchObject({ host: CLOSE_HOSTS_FROM, pool: 1 })
  expect(picture.edges).toContainEqual(expect.objectContaining({ from: 'host/h3', to: 'space' }))
})

/** Two machines of the last two hosts on one base image in the storage that all hosts share. */
function withBase(hosts: number): ReturnType<typeof makeGraph> {
  const graph = makeGraph({ hosts, machines: 10, shared: true })
  const last = hosts - 1
  graph.nodes.push({
    id: 'base',
    kind: 'volume',
    label: 'base',
    detail: null,
    hostId: `h${last - 1}` as HostId,
    ref: null,
  })
  graph.edges.push({ from: 'space', to: 'base' })
  for (const host of [last - 1, last]) graph.edges.push({ from: 'base', to: `volume/h${host}/0` })
  return graph
}

test('a volume that several closed hosts use stays, and no host hangs on another by it', () => {
  const graph = withBase(CLOSE_HOSTS_FROM)
  const picture = pictureOf(graph, wanted())
  const [one, two] = [CLOSE_HOSTS_FROM - 2, CLOSE_HOSTS_FROM - 1]
  expect(kinds(picture.nodes)).toMatchObject({ host: CLOSE_HOSTS_FROM, pool: 1, volume: 1 })
  expect(picture.edges.filter(({ from }) => from === 'base').map(({ to }) => to)).toEqual([
    `host/h${one}`,
    `host/h${two}`,
  ])
  expect(picture.edges.filter(({ from, to }) => from.startsWith('host/') && to.startsWith('host/'))).toEqual(
    [],
  )
})

test('a volume that only one closed host uses is inside it, whosever it is', () => {
  const graph = withBase(CLOSE_HOSTS_FROM)
  const [one, two] = [CLOSE_HOSTS_FROM - 2, CLOSE_HOSTS_FROM - 1]
  const machines = new Set(Array.from({ length: GROUP_FROM }, (_, at) => `h${two}/${at}`))
  const more = makeGraph({ hosts: CLOSE_HOSTS_FROM, machines: GROUP_FROM, shared: true })
  more.nodes.push(...graph.nodes.filter(({ id }) => id === 'base'))
  more.edges.push(...graph.edges.filter(({ from, to }) => from === 'base' || to === 'base'))
  const folds = new Map([
    [`host/h${one}`, false],
    [`host/h${two}`, true],
  ])
  const picture = pictureOf(more, wanted({ machines, folds }))
  const there = new Set(picture.nodes.map(({ id }) => id))
  expect(picture.standsFor('base')).toBe(`host/h${two}`)
  for (const { id } of more.nodes)
    if (picture.standsFor(id) !== id) expect(there).toContain(picture.standsFor(id))
  expect(picture.edges).toContainEqual({ from: 'space', to: `host/h${two}`, weight: GROUP_FROM + 1 })
})

test('a filter leaves the machines that match and what they hang on', () => {
  const picture = pictureOf(makeGraph({ hosts: 3, machines: 50 }), wanted({ machines: new Set(['h1/7']) }))
  expect(picture.nodes.map(node => node.id).toSorted()).toEqual(
    [
      'disk/h1/7',
      'host/h1',
      'machine/h1/7',
      'network/h1',
      'nic/h1/7',
      'pool/h1',
      'site',
      'volume/h1/7',
    ].toSorted(),
  )
  expect(pictureOf(makeGraph({ hosts: 1, machines: 2 }), wanted({ machines: new Set() })).nodes).toEqual([])
})

test('lines run on through kinds that are not drawn', () => {
  const picture = pictureOf(
    makeGraph({ hosts: 1, machines: 2 }),
    wanted({ hidden: new Set(['nic', 'disk', 'volume', 'site']) }),
  )
  expect(picture.edges.map(({ from, to }) => `${from} ${to}`).toSorted()).toEqual([
    'host/h0 network/h0',
    'host/h0 pool/h0',
    'network/h0 machine/h0/0',
    'network/h0 machine/h0/1',
    'pool/h0 machine/h0/0',
    'pool/h0 machine/h0/1',
  ])
})

test('a circle, and edges to nowhere, end', () => {
  const graph = makeGraph({ hosts: 1, machines: 1 })
  graph.edges.push(
    { from: 'volume/h0/0', to: 'pool/h0' },
    { from: 'ghost', to: 'machine/h0/0' },
    { from: 'machine/h0/0', to: 'machine/h0/0' },
  )
  expect(pictureOf(graph, wanted({ machines: new Set(['h0/0']) })).nodes).toHaveLength(8)
  expect(pictureOf(graph, wanted({ hidden: new Set(['volume', 'pool']) })).nodes).toHaveLength(6)
})
