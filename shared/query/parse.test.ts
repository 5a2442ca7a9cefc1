import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type QueryNode, queryDepthMax, queryLengthMax, queryTermsMax } from './ast.ts'
import { fieldNames, findField, hasNames, innerFields, queryFields } from './fields.ts'
import { parseQuery } from './parse.ts'
import { printQuery } from './print.ts'
import { anyQuery, nearlyQuery } from './testing/arbitraries.ts'

function root(text: string): QueryNode {
  const result = parseQuery(text)
  if (!result.ok) throw new Error(`${result.position}: ${result.message}`)
  return result.query.root
}

function error(text: string): { position: number; end: number; message: string; suggestions: string[] } {
  const result = parseQuery(text)
  if (result.ok) throw new Error(`parsed as ${printQuery(result.query)}`)
  return result
}

/** The tree without its ranges, for comparison. */
function bare(node: QueryNode): unknown {
  return JSON.parse(JSON.stringify(node, (key, value) => (key === 'range' ? undefined : value)))
}

describe('the plainest spelling', () => {
  test.each([
    ['', ''],
    ['   ', ''],
    ['web', 'web'],
    ['web server', 'web server'],
    ['web AND server', 'web server'],
    ['web & server && x', 'web server x'],
    ['a or b | c || d', 'a or b or c or d'],
    ['a b or c d', '(a b) or (c d)'],
    ['(a or b) c', '(a or b) c'],
    ['not a', '-a'],
    ['!a -b', '-a -b'],
    ['NOT (a or b)', '-(a or b)'],
    ['not not -a', '---a'],
    ['"two words" x', '"two words" x'],
    ['"say \\"hi\\" \\\\ \\d"', '"say \\"hi\\" \\\\ \\\\d"'],
    ['"or"', '"or"'],
    ['web-1.example.org', 'web-1.example.org'],
    ['name:web', 'name:web'],
    ['NAME: web', 'name:web'],
    ['name=web', 'name=web'],
    ['name:=web', 'name=web'],
    ['name!=web', 'name!=web'],
    ['name:web,db', 'name:(web,db)'],
    ['name:web|db', 'name:(web,db)'],
    ['name:(web, db)', 'name:(web,db)'],
    ['state:(running or paused)', 'state:(running,paused)'],
    ['name:"a,b",c', 'name:("a,b",c)'],
    ['host:*', 'host:*'],
    ['host?', 'host:*'],
    ['has:host', 'host:*'],
    ['no:host', '-host:*'],
    ['-ip?', '-nic.ip:*'],
    ['autostart?', 'autostart:yes'],
    ['has:autostart', 'autostart:yes'],
    ['no:agent', '-agent:yes'],
    ['has:TPM', 'has:tpm'],
    ['is:running', 'state:running'],
    ['is:off', 'state:off'],
    ['is:stale', 'stale:yes'],
    ['memory>=8GiB', 'memory>=8GiB'],
    ['memory >= 8g', 'memory>=8GiB'],
    ['mem:>=8192m', 'memory>=8GiB'],
    ['ram ≥ 8GiB', 'memory>=8GiB'],
    ['memory<=8GB', 'memory<=7812500KiB'],
    ['memory:4GiB..8GiB', 'memory:4GiB..8GiB'],
    ['memory:4GiB..', 'memory:4GiB..'],
    ['memory:..8GiB', 'memory:..8GiB'],
    ['memory=0', 'memory=0'],
    ['vcpus:1,2,4..8', 'vcpus:(1,2,4..8)'],
    ['cpu>50', 'cpu>50%'],
    ['cpu>50%', 'cpu>50%'],
    ['cpu<0.0000001', 'cpu<0.0000001%'],
    ['net.rx>1MiB/s', 'net.rx>1MiB/s'],
    ['net.rx>1MiB', 'net.rx>1MiB/s'],
    ['net.tx>1kbps', 'net.tx>1000B/s'],
    ['seen<1d', 'seen<1d'],
    ['uptime>1d12h', 'uptime>36h'],
    ['disk>100G', 'disk.size>100GiB'],
    ['disk:vda', 'disk:vda'],
    ['disk(bus:ide format:raw)', 'disk(bus:ide format:raw)'],
    ['disk(disk.bus:ide or not ro:yes vda)', 'disk(bus:ide or (-readonly:yes vda))'],
    ['nic(ip:10.0.0.0/8)', 'nic(ip:10.0.0.0/8)'],
    ['display(type:vnc)', 'graphics(type:vnc)'],
    ['tags:a mac:52:54:00 pool:p', 'tag:a nic.mac:52:54:00 disk.pool:p'],
    ['xml:"cache=\'none\'"', 'xml:"cache=\'none\'"'],
    ['xml=virtio', 'xml:virtio'],
    ['name:w*b?', 'name:w*b?'],
    ['name:100\\*', 'name:"100*"'],
    ['name:a\\*b*', 'name:a\\*b*'],
    ['name:two\\ words*', 'name:two\\ words*'],
    ['52:54:00:aa:bb:cc', '"52:54:00:aa:bb:cc"'],
    ['aa:bb', '"aa:bb"'],
    ['fe80::1 2001:db8::', '"fe80::1" "2001:db8::"'],
    ['büro', 'büro'],
    ['has', 'has'],
  ])('of %j is %j', (text, plain) => {
    expect(printQuery(root(text))).toBe(plain)
    expect(bare(root(plain))).toEqual(bare(root(text)))
  })
})

test('nodes know where they stand', () => {
  const text = ' name:web (-memory>=8GiB or "x y")'
  const node = root(text)
  const parts: Record<string, string> = {}
  const visit = (item: QueryNode): void => {
    parts[item.kind === 'field' ? item.field : item.kind] = text.slice(item.range.from, item.range.to)
    if (item.kind === 'and' || item.kind === 'or') item.items.forEach(visit)
    if (item.kind === 'not') visit(item.item)
  }
  visit(node)
  expect(parts).toEqual({
    and: text.trim(),
    name: 'name:web',
    or: '(-memory>=8GiB or "x y")',
    not: '-memory>=8GiB',
    memory: 'memory>=8GiB',
    text: '"x y"',
  })
})

describe('an error points at the character and helps', () => {
  test.each([
    ['web staet:run', 4, 9, /no field “staet”.*state/],
    ['nonsense:x', 0, 8, /"nonsense:x"/],
    ['http://x', 0, 4, /"http:\/\/x"/],
    ['state:runing', 6, 12, /running/],
    ['state:(running,pausd)', 15, 20, /paused/],
    ['state=shut', 6, 10, /shutdown or shutoff|shutoff or shutdown/],
    ['state:xyzzy', 6, 11, /States are nostate, running/],
    ['memory>8', 7, 8, /unit such as 8GiB/],
    ['memory>8XB', 7, 10, /8XB/],
    ['memory>8 GiB', 7, 8, /unit/],
    ['memory>99999EiB', 7, 15, /size/],
    ['memory:8GiB..4GiB', 7, 17, /beyond/],
    ['memory:4GiB..x', 13, 14, /“x”/],
    ['memory:..', 7, 9, /one end/],
    ['memory>1GiB,2GiB', 0, 16, /list or range/],
    ['memory>1GiB..2GiB', 0, 17, /list or range/],
    ['vcpus>many', 6, 10, /number/],
    ['vcpus>2GiB', 6, 10, /number/],
    ['cpu>50GiB', 4, 9, /percentage/],
    ['seen<5', 5, 6, /age/],
    ['uptime=3d', 7, 9, /compare it: uptime>30d/],
    ['autostart:maybe', 10, 15, /yes or no/],
    ['name>a', 4, 5, /no order/],
    ['name :>= a', 5, 6, /before “:”/],
    ['xml:a*b', 4, 7, /without wildcards/],
    ['name:', 5, 5, /needs a value, such as name:web\*/],
    ['name:a,', 7, 7, /needs a value/],
    ['name:(a', 5, 6, /never closed/],
    ['name:(a b)', 8, 9, /commas/],
    ['disk.bus:(ide raw)', 14, 15, /disk\(…\)/],
    ['name:(*,a)', 5, 10, /any value/],
    ['host:kvm1(x)', 9, 10, /quotation marks/],
    ['name(x)', 4, 5, /name:\(…\)/],
    ['"abc', 0, 1, /never closed/],
    ['name:"abc', 5, 6, /never closed/],
    ['""', 0, 2, /nothing between/],
    ['name:" "', 5, 8, /nothing between/],
    ['a"b"', 1, 2, /inside a word/],
    ['"a"b', 3, 4, /space before/],
    ['(a', 0, 1, /never closed/],
    ['(', 0, 1, /never closed/],
    ['a)', 1, 2, /never opened/],
    ['()', 0, 2, /nothing between the parentheses/],
    ['disk()', 4, 6, /nothing between/],
    ['disk(bus:ide', 4, 5, /never closed/],
    ['disk(cpu>5)', 5, 8, /no field “cpu”/],
    ['or a', 0, 2, /before it/],
    ['a or', 2, 4, /behind it/],
    ['a or or b', 5, 7, /before it/],
    ['(a or)', 3, 5, /behind it/],
    ['a and', 2, 5, /behind it/],
    ['a not', 2, 5, /behind it/],
    ['- a', 0, 1, /right before/],
    ['a -', 2, 3, /right before/],
    ['=x', 0, 1, /field must stand before/],
    ['a ,b', 2, 3, /field must stand before/],
    ['has:', 4, 4, /has:ip/],
    ['has:tmp', 4, 7, /tpm/],
    ['has:"x"', 4, 4, /has:ip/],
    ['no:cdrmo', 3, 8, /cdrom/],
    ['is:runing', 3, 9, /is:running/],
    ['is:', 3, 3, /state/],
    ['name:a\\', 6, 7, /backslash/],
  ])('%j at %d to %d', (text, position, end, message) => {
    const found = error(text)
    expect([found.position, found.end]).toEqual([position, end])
    expect(found.message).toMatch(message)
  })

  test('suggestions can replace the offending part', () => {
    const text = 'staet:running'
    const { position, end, suggestions } = error(text)
    expect(parseQuery(text.slice(0, position) + suggestions[0] + text.slice(end)).ok).toBe(true)
  })

  test('a message stays short whatever was written', () => {
    expect(error(`${'x'.repeat(3000)}:y`).message.length).toBeLessThan(300)
    expect(error(`state:${'😀'.repeat(1500)}`).message.isWellFormed()).toBe(true)
  })
})

describe('hostile queries are bounded', () => {
  test('length', () => {
    expect(parseQuery('a'.repeat(queryLengthMax)).ok).toBe(true)
    expect(error('a'.repeat(queryLengthMax + 1)).position).toBe(queryLengthMax)
  })

  test('depth', () => {
    const deep = (open: string, close: string, depth: number): string =>
      `${open.repeat(depth)}a${close.repeat(depth)}`
    for (const [open, close] of [
      ['(', ')'],
      ['-', ''],
      ['not ', ''],
      ['!(', ')'],
    ] as const) {
      expect(error(deep(open, close, Math.floor(3900 / (open.length + close.length)))).message).toContain(
        'deeper',
      )
    }
    expect(parseQuery(deep('(', ')', queryDepthMax)).ok).toBe(true)
    expect(error(deep('(', ')', queryDepthMax + 1)).position).toBe(queryDepthMax)
  })

  test('number of conditions, values of a list counted', () => {
    const words = (count: number): string => Array.from({ length: count }, () => 'a').join(' ')
    expect(parseQuery(words(queryTermsMax)).ok).toBe(true)
    expect(error(words(queryTermsMax + 1)).message).toContain('conditions')
    expect(error(`name:${words(queryTermsMax + 1).replaceAll(' ', ',')}`).message).toContain('conditions')
  })
})

test('points at what was written, however short the sign', () => {
  for (const text of ['web |', 'web ||', 'web &&', 'web or', 'web and']) {
    const { position, end } = error(text)
    expect(text.slice(position, end), text).toBe(text.slice(4))
  }
})

test('white space alone is no text, however it is written', () => {
  for (const text of ['\\ ', 'name:\\ ', '" "', 'name:\\ \\\t', '-\\\u3000']) {
    expect(parseQuery(text).ok, text).toBe(false)
  }
  expect(root('\\ a')).toMatchObject({ kind: 'text', value: { text: ' a' } })
})

describe('properties', () => {
  test('every tree is printed so that it parses back to itself', () => {
    fc.assert(
      fc.property(anyQuery, node => {
        expect(bare(root(printQuery(node)))).toEqual(bare(node))
      }),
      { numRuns: 500 },
    )
  })

  test('any text is a query or an error inside the text', () => {
    fc.assert(
      fc.property(fc.oneof(nearlyQuery, fc.string({ unit: 'binary', maxLength: 60 })), text => {
        const result = parseQuery(text)
        if (result.ok) {
          expect(bare(root(printQuery(result.query)))).toEqual(bare(result.query.root))
          return
        }
        expect(result.message).not.toBe('')
        expect(result.position).toBeGreaterThanOrEqual(0)
        expect(result.end).toBeGreaterThanOrEqual(result.position)
        expect(result.end).toBeLessThanOrEqual(text.length)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('fields', () => {
  test('have unique names and aliases, and examples that parse to them', () => {
    const names = fieldNames('machine')
    expect(new Set(names).size).toBe(names.length)
    for (const field of queryFields) {
      for (const alias of [field.name, ...field.aliases])
        expect(findField('machine', alias.toUpperCase())).toBe(field)
      const node = root(field.example)
      expect(node, field.example).toMatchObject({ kind: 'field', field: field.name })
    }
    for (const device of ['disk', 'nic', 'graphics'] as const) {
      for (const { name } of innerFields[device]) {
        expect(parseQuery(`${device}(${name}:*)`).ok, name).toBe(true)
        expect(findField('machine', `${device}.${name}`)).toBeDefined()
      }
    }
    expect(Object.keys(hasNames).filter(name => names.includes(name))).toEqual([])
  })
})
