import { expect, test } from 'vitest'
import { listLanguage, type ListField } from './list.ts'

interface Pool {
  name: string
  tags: readonly string[]
  capacity: number | null
  seenMs: number
  active: boolean
  ip: string
}
const nowMs = 1_000_000_000
const fields: ListField<Pool>[] = [
  { name: 'name', type: 'text', description: 'name', value: pool => pool.name },
  { name: 'tag', aliases: ['labels'], type: 'text', description: 'tags', value: pool => pool.tags },
  {
    name: 'capacity',
    aliases: ['capacityBytes'],
    type: 'bytes',
    description: 'size',
    value: pool => pool.capacity,
  },
  { name: 'seen', type: 'age', description: 'seen', value: pool => pool.seenMs },
  { name: 'active', type: 'flag', description: 'runs', value: pool => pool.active },
  { name: 'ip', type: 'text', description: 'address', value: pool => pool.ip },
]
const language = listLanguage(fields)
const pool = (part: Partial<Pool>): Pool => ({
  name: 'default',
  tags: [],
  capacity: 0,
  seenMs: nowMs,
  active: true,
  ip: '10.0.0.1',
  ...part,
})
const pools = [
  pool({ name: 'Fast-SSD', tags: ['prod', 'fast'], capacity: 2 * 1024 ** 4 }),
  pool({ name: 'slow', capacity: 100 * 1024 ** 3, active: false, ip: '192.168.1.9' }),
  pool({ name: 'old', capacity: null, seenMs: nowMs - 3 * 86_400_000 }),
]
const found = (text: string): string[] => {
  const parsed = language.parse(text)
  if (!parsed.ok) throw new Error(parsed.message)
  const test = language.compile(parsed.query)
  return pools.filter(each => test(each, nowMs)).map(({ name }) => name)
}

test.each([
  ['', ['Fast-SSD', 'slow', 'old']],
  ['ssd', ['Fast-SSD']],
  ['PROD', ['Fast-SSD']],
  ['"st-s"', ['Fast-SSD']],
  ['name:s*', ['slow']],
  ['tag=fast', ['Fast-SSD']],
  ['labels:pro', ['Fast-SSD']],
  ['capacity>1TiB', ['Fast-SSD']],
  ['capacitybytes<=100GiB', ['slow']],
  ['capacity:50GiB..150GiB', ['slow']],
  ['no:capacity', ['old']],
  ['has:tag', ['Fast-SSD']],
  ['seen>1d', ['old']],
  ['active:no', ['slow']],
  ['is:active', ['Fast-SSD', 'old']],
  ['not is:active or old', ['slow', 'old']],
  ['-(name:slow or name:old)', ['Fast-SSD']],
  ['ip:192.168.0.0/16', ['slow']],
  ['running', []],
] as const)('%s', (text, names) => {
  expect(found(text)).toEqual(names)
})

test.each([
  ['state:running', 0, 'There is no field “state”'],
  ['name:x capacty>1GiB', 7, 'Did you mean capacity'],
  ['capacity>8', 9, 'capacity needs a size'],
  ['is:running', 3, 'Here they are active'],
  ['(slow', 0, 'never closed'],
  ['disk(bus:ide)', 5, 'There is no field “bus”'],
] as const)('%s is wrong at %i', (text, position, words) => {
  const parsed = language.parse(text)
  expect(parsed).toMatchObject({ ok: false, position })
  if (!parsed.ok) expect(parsed.message).toContain(words)
})

test('completes fields, the rows’ own words and units', () => {
  const inserts = (text: string) => language.complete(text, text.length, pools).map(({ insert }) => insert)
  expect(inserts('')).toContain('capacity>=')
  expect(inserts('')).not.toContain('vcpus>')
  expect(inserts('name:fa')).toEqual(['Fast-SSD'])
  expect(inserts('fas')).toContain('name:Fast-SSD')
  expect(inserts('capacity>10')).toContain('10GiB')
  expect(inserts('is:')).toEqual(['active'])
  expect(inserts('has:')).not.toContain('tpm')
  expect(inserts('capcity>')).toEqual(['capacity'])
})

test('knows which answers move with the clock', () => {
  const ages = (text: string) => {
    const parsed = language.parse(text)
    return parsed.ok && language.ages(parsed.query)
  }
  expect([ages('seen<1h'), ages('name:x')]).toEqual([true, false])
})
