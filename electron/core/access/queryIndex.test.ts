import { expect, test } from 'vitest'
import { compile, parseQuery } from '../../../shared/query/index.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import { fleetMachine } from '../testing/fleet.ts'
import { needOf, QueryIndex } from './queryIndex.ts'

const context = { nowMs: 0, sample: () => undefined, textSearch: () => new Set<never>() }

function queryOf(where: string) {
  const parsed = parseQuery(where)
  if (!parsed.ok) throw new Error(where)
  const matches = compile(parsed.query)
  return { need: needOf(parsed.query.root), matcher: () => (machine: Machine) => matches(machine, context) }
}

const machines = Array.from({ length: 300 }, (_, index) => {
  const { machine } = fleetMachine(index % 7, index, 1)
  const names = [machine.name, machine.name.toUpperCase(), `É${machine.name}`, 'we', 'Wé\u0301b', '*web']
  const name = names[index % names.length] ?? ''
  return {
    ...machine,
    name,
    title: index % 3 ? machine.title : `c++ (x86_64) [${index}] {a|b} ^1.*?$ a\\b`,
    host: index % 2 ? `kvm00${index % 7}` : `KVM00${index % 7}`,
    site: null,
  } as unknown as Machine
})

const queries = [
  ...[
    'host=kvm001',
    'host=KVM002,kvm003',
    'tag=web host=kvm004',
    'tag=web',
    'tags=Search,none',
    'name=web-000001',
  ],
  ...[
    'name:web-*',
    'name:db-0?00*',
    'name=cache-*',
    'name:w*',
    'name:\\*we*',
    'name:é*',
    'name:wé*',
    'name:web*,d*',
  ],
  ...[
    '-host=kvm001',
    'host!=kvm001',
    'host=kvm001 or tag=db',
    'host:kvm00',
    'name:*',
    'host=*',
    'not tag=web',
    'mail',
  ],
  ...['tag=web tag=search', '(host=kvm001 tag=web) name:m*', 'vcpus>2 host=kvm005', 'title:x'],
  ...['title:c++', 'title:"(x"', 'title:"[3"', 'title:"{a|b}"', 'title:"^1"', 'title:"a\\\\b"', 'title:"?$"'],
  ...['title:1', 'title:É,w', 'name:EB-0', 'description:a name:e', '-title:1', 'title:"b 1" tag=web'],
]

test('an index finds what each query finds by itself', () => {
  for (const where of queries) {
    const query = queryOf(where)
    const index = new QueryIndex([query])
    const test = query.matcher()
    expect([where, machines.filter(each => index.any(each)).length]).toEqual([
      where,
      machines.filter(each => test(each)).length,
    ])
  }
  const all = queries.slice(0, 12).map(queryOf)
  const index = new QueryIndex(all)
  for (const machine of machines) expect(index.any(machine)).toBe(all.some(query => query.matcher()(machine)))
})

test('only what a machine could fit is tried', () => {
  let tried = 0
  const counted = ['host=a', 'host=b', 'name:web-*', 'tag=x'].map(queryOf).map(query => ({
    ...query,
    matcher: () => () => {
      tried++
      return false
    },
  }))
  const index = new QueryIndex(counted)
  const machine = { ...machines[0], host: 'A', name: 'dns-1', tags: ['y'] } as Machine
  expect(index.any(machine)).toBe(false)
  expect(tried).toBe(1)
})
