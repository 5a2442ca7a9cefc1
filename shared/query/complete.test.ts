import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Completion } from '../contract/machines.ts'
import { complete } from './complete.ts'
import { parseQuery } from './parse.ts'
import { nearlyQuery } from './testing/arbitraries.ts'
import type { Vocabulary } from './vocabulary.ts'

const vocabulary: Vocabulary = {
  names: ['web-1', 'web-2', 'db'],
  hosts: ['kvm1', 'kvm2.example.org'],
  sites: ['Berlin', 'Berlin / Rack 2', 'São Paulo'],
  tags: ['production', 'staging', 'or', 'R&D (lab)'],
  networks: ['default', 'dmz'],
  pools: ['tank'],
}

/** Completions where `|` stands in the text. */
function at(marked: string): Completion[] {
  const cursor = marked.indexOf('|')
  return complete(marked.replace('|', ''), cursor, vocabulary)
}

/** The text after the completion with that label is taken. */
function taken(marked: string, label: string): string {
  const text = marked.replace('|', '')
  const found = at(marked).find(item => item.label === label)
  if (!found) throw new Error(`no ${label} in ${at(marked).map(item => item.label)}`)
  return text.slice(0, found.from) + found.insert + text.slice(found.to)
}

function labels(marked: string): string[] {
  return at(marked).map(item => item.label)
}

describe('field names', () => {
  test('all at the beginning, each with what it means', () => {
    const all = at('|')
    expect(all[0]).toEqual({
      insert: 'name:',
      label: 'name',
      detail: 'name of the machine · name:web*',
      says: { name: 'field', values: { name: 'name', example: 'name:web*' } },
      from: 0,
      to: 0,
    })
    expect(all.length).toBe(50)
  })

  test.each([
    ['mem|', 'memory', 'memory>='],
    ['web mem|', 'memory', 'web memory>='],
    ['web (st|', 'state', 'web (state:'],
    ['-ta|', 'tag', '-tag:'],
    ['not ta|', 'tag', 'not tag:'],
    ['ram|', 'memory', 'memory>='],
    ['MEM|', 'memory', 'memory>='],
    ['snapsh|', 'snapshots', 'snapshots>'],
    ['ha|', 'has', 'has:'],
    ['dis|', 'disk(…)', 'disk('],
    ['me| state:running', 'memory', 'memory>= state:running'],
    ['m|em', 'memory', 'memory>='],
  ])('%j takes %j to %j', (marked, label, text) => {
    expect(taken(marked, label)).toBe(text)
  })

  test('inside a device are that device’s', () => {
    expect(labels('disk(|')).toContain('bus')
    expect(labels('disk(|')).not.toContain('name')
    expect(taken('disk(bus:ide fo|', 'format')).toBe('disk(bus:ide format:')
    expect(labels('disk(bus:ide) na|')).toContain('name')
    expect(labels('nic((mo|')).toEqual(['model'])
  })

  test('a name that has its operator keeps it', () => {
    expect(taken('sta|e:running', 'state')).toBe('state:running')
    expect(taken('mem|>8GiB', 'memory')).toBe('memory>8GiB')
  })

  test('a slip is recognised, before and behind the operator', () => {
    expect(taken('memroy|', 'memory')).toBe('memory>=')
    expect(taken('staet:run|', 'state')).toBe('state:run')
    expect(taken('a (staet:|', 'state')).toBe('a (state:')
    expect(at('staet:|')[0]?.detail).toBe('did you mean state?')
  })

  test('or and and are offered behind a condition only', () => {
    expect(labels('web o|')).toContain('or')
    expect(labels('web a|')).toContain('and')
    expect(labels('o|')).not.toContain('or')
    expect(labels('web or o|')).not.toContain('or')
    expect(labels('(a) o|')).toContain('or')
  })
})

describe('values', () => {
  test.each([
    ['host:|', 'kvm1', 'host:kvm1'],
    ['host:k|', 'kvm2.example.org', 'host:kvm2.example.org'],
    ['host:exam|', 'kvm2.example.org', 'host:kvm2.example.org'],
    ['site:|', 'Berlin / Rack 2', 'site:"Berlin / Rack 2"'],
    ['site:rack|', 'Berlin / Rack 2', 'site:"Berlin / Rack 2"'],
    ['site:"ber|', 'Berlin / Rack 2', 'site:"Berlin / Rack 2"'],
    ['site:"ber|lin"', 'Berlin / Rack 2', 'site:"Berlin / Rack 2"'],
    ['site:SA\u0303|', 'São Paulo', 'site:"São Paulo"'],
    ['tag:|', 'or', 'tag:"or"'],
    ['tag:r|', 'R&D (lab)', 'tag:"R&D (lab)"'],
    ['tag=p| web', 'production', 'tag=production web'],
    ['tag:staging,p|', 'production', 'tag:staging,production'],
    ['tag:(staging, p|', 'production', 'tag:(staging, production'],
    ['tag:(staging, p|) x', 'production', 'tag:(staging, production) x'],
    ['-state:p|', 'paused', '-state:paused'],
    ['state:shut|', 'shutoff', 'state:shutoff'],
    ['autostart:|', 'no', 'autostart:no'],
    ['network:d|', 'dmz', 'network:dmz'],
    ['pool:|', 'tank', 'pool:tank'],
    ['disk(bus:|', 'ide', 'disk(bus:ide'],
    ['disk.device:c|', 'cdrom', 'disk.device:cdrom'],
    ['has:i|', 'nic.ip', 'has:nic.ip'],
    ['has:tp|', 'tpm', 'has:tpm'],
    ['no:ag|', 'agent', 'no:agent'],
    ['is:r|', 'running', 'is:running'],
    ['is:st|', 'stale', 'is:stale'],
    ['memory>=8|', '8GiB', 'memory>=8GiB'],
    ['memory>=1.5|', '1.5MiB', 'memory>=1.5MiB'],
    ['memory >= |', '4GiB', 'memory >= 4GiB'],
    ['uptime>3|', '3d', 'uptime>3d'],
    ['cpu>5|', '5%', 'cpu>5%'],
    ['net.rx>1|', '1MiB/s', 'net.rx>1MiB/s'],
    ['state:runnign|', 'running', 'state:running'],
    ['tag:*|', 'x', ''],
  ])('%j takes %j to %j', (marked, label, text) => {
    if (text === '') expect(labels(marked)).toEqual([])
    else expect(taken(marked, label)).toBe(text)
  })

  test('already in the list are not offered again', () => {
    expect(labels('host:kvm1,|')).toEqual(['kvm2.example.org'])
  })

  test('a word that may be a name, host or tag becomes a condition', () => {
    expect(taken('we|', 'web-1')).toBe('name:web-1')
    expect(taken('kvm|', 'kvm1')).toBe('host:kvm1')
    expect(taken('prod|', 'production')).toBe('tag:production')
    expect(taken('rack|', 'Berlin / Rack 2')).toBe('site:"Berlin / Rack 2"')
  })

  test('inside a quoted free text there is nothing to complete', () => {
    expect(at('"sta|')).toEqual([])
    expect(at('"sta|te"')).toEqual([])
    expect(labels('"state" |')).toContain('name')
  })

  test('without a vocabulary nothing breaks', () => {
    expect(complete('host:k', 6, {})).toEqual([])
  })
})

test('whatever the text and wherever the cursor: completions fit and lie around the cursor', () => {
  fc.assert(
    fc.property(
      fc.oneof(nearlyQuery, fc.string({ unit: 'binary', maxLength: 40 })),
      fc.nat(),
      (text, position) => {
        const cursor = position % (text.length + 2)
        for (const item of complete(text, cursor, vocabulary)) {
          expect(Completion.parse(item)).toEqual(item)
          expect(item.from).toBeGreaterThanOrEqual(0)
          expect(item.from).toBeLessThanOrEqual(item.to)
          expect(item.from).toBeLessThanOrEqual(cursor)
          expect(item.to).toBeLessThanOrEqual(text.length)
        }
      },
    ),
    { numRuns: 1000 },
  )
})

test('a value taken for a field of the vocabulary is a query', () => {
  for (const marked of [
    'host:|',
    'site:|',
    'tag:|',
    'state:|',
    'network:|',
    'pool:|',
    'autostart:|',
    'memory>|',
    'has:|',
    'is:|',
  ]) {
    const text = marked.replace('|', '')
    for (const { insert, from, to } of at(marked)) {
      const result = parseQuery(text.slice(0, from) + insert + text.slice(to))
      expect(result.ok, insert).toBe(true)
    }
  }
})
