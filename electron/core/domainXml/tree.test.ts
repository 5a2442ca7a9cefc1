import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseDomain } from './domain.ts'
import { DomainXmlError } from './errors.ts'
import { domainXml, fixture } from './testing/fixture.ts'
import { readXml, type XmlElement, xmlDepthMax, xmlElementsMax, xmlTextMax } from './tree.ts'

/** The config, or the typed refusal; anything else that is thrown fails the test. */
function outcome(xml: string): 'read' | DomainXmlError {
  try {
    parseDomain(xml)
    return 'read'
  } catch (error) {
    if (error instanceof DomainXmlError) return error
    throw error
  }
}

function refusal(xml: string): DomainXmlError {
  const result = outcome(xml)
  if (result === 'read') throw new Error('was read')
  return result
}

describe('reading', () => {
  test('keeps names, attributes, text and the place of every element', () => {
    const text =
      '<?xml version="1.0"?>\r\n<a x="1&amp;2">t<!-- c --><![CDATA[<u>]]>\n <b/> tail <c>😀</c>\n</a>\r\n'
    const root = readXml(text, 'a')
    expect(root.text).toBe('t<u>\n ')
    expect(root.attributes.x).toBe('1&2')
    expect(root.children.map(item => text.slice(item.start, item.end))).toEqual(['<b/>', '<c>😀</c>'])
    expect(text.slice(root.start, root.contentStart)).toBe('<a x="1&amp;2">')
    expect(text.slice(root.contentStart, root.end).endsWith('\n</a>')).toBe(true)
    expect(root.children.map(item => item.selfClosing)).toEqual([true, false])
  })

  test('a byte order mark in front changes nothing', () => {
    expect(parseDomain(`\uFEFF${domainXml()}`).name).toBe('vm')
  })

  test('every element of a real document lies where its offsets say', () => {
    const text = fixture('rich-live.xml').replaceAll('\n', '\r\n')
    const visit = (element: XmlElement): void => {
      expect(text.startsWith(`<${element.name}`, element.start)).toBe(true)
      expect(text[element.contentStart - 1]).toBe('>')
      expect(text.slice(0, element.end).endsWith(element.selfClosing ? '/>' : `</${element.name}>`)).toBe(
        true,
      )
      for (const item of element.children) visit(item)
    }
    visit(readXml(text, 'domain'))
  })
})

describe('refusing', () => {
  test('a document type, with or without entities, before anything is expanded', () => {
    const laughs = Array.from({ length: 30 }, (_, i) => `<!ENTITY l${i + 1} "&l${i};&l${i};&l${i};">`).join(
      '\n',
    )
    const bomb = `<!DOCTYPE domain [<!ENTITY l0 "ha">${laughs}]>\n<domain><name>&l30;</name></domain>`
    expect(refusal(bomb).fault.code).toBe('documentType')
    expect(refusal(`<!DOCTYPE domain SYSTEM "file:///etc/passwd">${domainXml()}`).fault.code).toBe(
      'documentType',
    )
  })

  test.each([
    ['an entity nobody declared', domainXml('<title>&secret;</title>')],
    ['a file entity', domainXml('<title>&xxe;</title>')],
    ['a forbidden character', domainXml('<title>\u0000</title>')],
    ['a forbidden reference', domainXml('<title>&#0;</title>')],
    ['half a surrogate pair', domainXml('<title>\uD800</title>')],
    ['a duplicate attribute', '<domain a="1" a="2"/>'],
    ['an unclosed element', '<domain><name>'],
    ['crossed elements', '<domain><a><b></a></b></domain>'],
    ['two roots', '<domain/><domain/>'],
    ['an unquoted value', '<domain id=1/>'],
    ['text alone', 'not XML'],
    ['a stray <', domainXml('<title>a < b</title>')],
    ['only a declaration', '<?xml version="1.0"?>'],
  ])('%s', (_, xml) => {
    expect(refusal(xml).line).toBeGreaterThan(0)
  })

  test('names the line and column', () => {
    const { line, column, fault } = refusal('<domain>\n  <name>x</nome>\n</domain>')
    expect([line, column, fault]).toEqual([
      2,
      16,
      { code: 'malformed', values: { detail: 'unexpected close tag.' } },
    ])
  })

  test('what is told never carries a megabyte', () => {
    const size = (xml: string) => {
      const { message, fault } = refusal(xml)
      return Math.max(message.length, JSON.stringify(fault).length)
    }
    expect(size(`<domain><${'x'.repeat(1_000_000)}></y></domain>`)).toBeLessThan(300)
    expect(size(`<${'x'.repeat(1_000_000)}/>`)).toBeLessThan(300)
  })

  test('too deep, too many, too long', () => {
    const deep = (depth: number): string => domainXml(`${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}`)
    expect(outcome(deep(xmlDepthMax - 1))).toBe('read')
    expect(refusal(deep(xmlDepthMax)).fault).toEqual({ code: 'tooDeep', values: { most: xmlDepthMax } })
    expect(refusal(deep(200_000)).fault.code).toBe('tooDeep')
    expect(refusal(domainXml('<a/>'.repeat(xmlElementsMax))).fault.code).toBe('tooMany')
    expect(refusal(' '.repeat(xmlTextMax + 1)).fault.code).toBe('tooLong')
  })
})

test('16 MB of text, of attributes and of elements are read', () => {
  const mega = 1024 * 1024
  expect(outcome(domainXml(`<x>${'y'.repeat(16 * mega)}</x>`))).toBe('read')
  expect(outcome(domainXml(`<x a="${'&lt;'.repeat(mega)}"/>`))).toBe('read')
  expect(outcome(domainXml(`<x ${Array.from({ length: 100_000 }, (_, i) => `a${i}="v"`).join(' ')}/>`))).toBe(
    'read',
  )
  expect(outcome(domainXml('', '<hostdev mode="subsystem" type="pci"/>'.repeat((4 * mega) / 38)))).toBe(
    'read',
  )
})

describe('whatever arrives, there is a machine or a typed refusal', () => {
  const rich = fixture('rich-live.xml')

  test('any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), xml => void outcome(xml)))
    const piece = fc.constantFrom(
      '<',
      '>',
      '</',
      '/>',
      'domain',
      ' ',
      '="',
      "'",
      '&',
      ';',
      '<!--',
      ']]>',
      'a',
      '<?',
      '<!',
    )
    fc.assert(fc.property(fc.array(piece, { maxLength: 60 }), parts => void outcome(parts.join(''))))
  })

  test('a definition cut anywhere is refused', () => {
    fc.assert(
      fc.property(fc.nat({ max: rich.trimEnd().length - 1 }), length => {
        expect(outcome(rich.slice(0, length))).toBeInstanceOf(DomainXmlError)
      }),
    )
  })

  test('a definition with characters changed, removed or put in', () => {
    const change = fc.record({
      at: fc.nat({ max: rich.length }),
      remove: fc.nat({ max: 20 }),
      insert: fc.string({ unit: 'binary', maxLength: 5 }),
    })
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), changes => {
        let text = rich
        for (const { at, remove, insert } of changes)
          text = text.slice(0, at) + insert + text.slice(at + remove)
        outcome(text)
      }),
    )
  })

  test('elements in any arrangement', () => {
    const name = fc.constantFrom(
      'domain',
      'devices',
      'disk',
      'source',
      'target',
      'os',
      'type',
      'metadata',
      'n:tags',
      'ip',
    )
    const key = fc.constantFrom('type', 'dev', 'unit', 'port', 'xmlns', 'xmlns:n', '__proto__', 'constructor')
    const value = fc.constantFrom(
      '',
      '1',
      '-1',
      'network',
      'https://novacron.dev/xmlns/libvirt/1',
      'x'.repeat(50),
    )
    const { element } = fc.letrec<{ element: string }>(tie => ({
      element: fc
        .record({
          name,
          attributes: fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true }),
          items: fc.array(fc.oneof({ maxDepth: 5 }, value, tie('element')), { maxLength: 5 }),
        })
        .map(({ name: tag, attributes, items }) => {
          const list = Object.entries(attributes).map(([k, v]) => ` ${k}="${v}"`)
          return `<${tag}${list.join('')}>${items.join('')}</${tag}>`
        }),
    }))
    fc.assert(
      fc.property(fc.array(element, { maxLength: 6 }), items => {
        expect(outcome(domainXml(items.join(''), items.join('')))).toBe('read')
      }),
    )
  })
})
