import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import { parseDomain } from './domain.ts'
import { DomainXmlError } from './errors.ts'
import { normalizeTags, setTags } from './setTags.ts'
import { domainXml, fixture } from './testing/fixture.ts'

const ours = 'https://novacron.dev/xmlns/libvirt/1'

describe('the smallest change', () => {
  test('behind the description, in the document’s own indentation, where there is no metadata', () => {
    const xml = '<domain>\n  <name>a</name>\n  <uuid>u</uuid>\n  <memory>1</memory>\n</domain>\n'
    expect(setTags(xml, ['web', 'R&D <x>'])).toBe(`<domain>
  <name>a</name>
  <uuid>u</uuid>
  <metadata>
    <novacron:machine xmlns:novacron="${ours}">
      <novacron:tags>
        <novacron:tag>web</novacron:tag>
        <novacron:tag>R&amp;D &lt;x&gt;</novacron:tag>
      </novacron:tags>
    </novacron:machine>
  </metadata>
  <memory>1</memory>
</domain>
`)
  })

  test('into metadata that others wrote, behind theirs', () => {
    const xml =
      '<domain>\n\t<name>a</name>\n\t<metadata>\n\t\t<!-- mine --><o:x xmlns:o="urn:o"  a = "1"/>\n\t</metadata></domain>'
    const tagged = setTags(xml, ['t'])
    expect(tagged.startsWith(xml.slice(0, xml.indexOf('\n\t</metadata>')))).toBe(true)
    expect(tagged.endsWith('\n\t</metadata></domain>')).toBe(true)
    expect(setTags(tagged, [])).toBe(xml)
  })

  test('in one line where the document is one line', () => {
    const xml = '<domain><name>a</name></domain>'
    const tagged = setTags(xml, ['t'])
    expect(tagged).toBe(
      `<domain><name>a</name><metadata><novacron:machine xmlns:novacron="${ours}"><novacron:tags><novacron:tag>t</novacron:tag></novacron:tags></novacron:machine></metadata></domain>`,
    )
    expect(setTags(tagged, [])).toBe(xml)
  })

  test.each([
    ['an empty element', '<metadata/>'],
    ['an empty element with spaces', '<metadata  />'],
    ['a pair of tags', '<metadata></metadata>'],
    ['only a comment', '<metadata>\n    <!-- keep -->\n  </metadata>'],
  ])('into metadata that is %s', (_, metadata) => {
    const xml = domainXml(metadata)
    const tagged = setTags(xml, ['t'])
    expect(parseDomain(tagged).tags).toEqual(['t'])
    expect(tagged.includes('<!-- keep -->')).toBe(metadata.includes('keep'))
    expect(tagged.replace(/<metadata[\s\S]*<\/metadata>/, metadata)).toBe(xml)
  })

  test('inside our element, beside what else is in it, with the prefix it has', () => {
    const xml = domainXml(
      `<metadata><n:machine xmlns:n="${ours}" v='2'><n:note>keep</n:note></n:machine></metadata>`,
    )
    const tagged = setTags(xml, ['t'])
    expect(tagged).toContain('<n:note>keep</n:note><n:tags><n:tag>t</n:tag></n:tags></n:machine>')
    expect(setTags(tagged, [])).toBe(xml)
  })

  test('as virsh metadata would have set it', () => {
    const xml = domainXml(`<metadata><n:tags xmlns:n="${ours}"><tag>old</tag></n:tags></metadata>`)
    expect(parseDomain(xml).tags).toEqual(['old'])
    expect(setTags(xml, ['new'])).toBe(xml.replace('<tag>old</tag>', '<n:tag>new</n:tag>'))
    expect(parseDomain(setTags(xml, [])).tags).toEqual([])
    const empty = xml.replace('><tag>old</tag></n:tags>', '/>')
    expect(parseDomain(setTags(empty, ['new'])).tags).toEqual(['new'])
  })

  test('in a default namespace', () => {
    const xml = domainXml(
      `<metadata><machine xmlns="${ours}"><tags><tag> a </tag></tags></machine></metadata>`,
    )
    expect(parseDomain(xml).tags).toEqual(['a'])
    expect(setTags(xml, ['b'])).toBe(xml.replace(' a ', 'b'))
  })

  test('nothing at all for the same tags', () => {
    const xml = fixture('rich-live.xml')
    expect(setTags(xml, ['production', 'warehouse'])).toBe(xml)
    expect(setTags(domainXml(), [])).toBe(domainXml())
  })

  test('a rich document stays the same around it', () => {
    const xml = fixture('rich-live.xml')
    const tagged = setTags(xml, ['only'])
    expect(tagged).toBe(
      xml.replace(
        /<novacron:tag>production<\/novacron:tag>\s*<novacron:tag>warehouse<\/novacron:tag>/,
        '<novacron:tag>only</novacron:tag>',
      ),
    )
  })

  test('even where no name or other head stands before it', () => {
    expect(
      parseDomain(
        setTags('<domain>\n  <memory>1</memory>\n</domain>', ['t']).replace(
          '<memory>',
          '<name>n</name><uuid>0f3b8a52-6a1e-4b7c-9d43-2a5c7e910b11</uuid><memory>',
        ),
      ).tags,
    ).toEqual(['t'])
  })
})

describe('tags', () => {
  test('are trimmed, composed and kept once', () => {
    expect(normalizeTags([' a ', 'a', 'e\u0301', '\u00e9'])).toEqual(['a', '\u00e9'])
  })

  test.each([
    [['']],
    [['   ']],
    [['a\nb']],
    [['\u0000']],
    [['\uD800']],
    [['x'.repeat(101)]],
    [Array.from({ length: 101 }, (_, i) => `t${i}`)],
  ])('that cannot be kept are refused: %j', tags => {
    expect(() => setTags(domainXml(), tags)).toThrow(AppError)
  })

  test('of a hostile document are bounded', () => {
    const tags =
      '<n:tag>x</n:tag>'.replace('x', 'y'.repeat(5000)) +
      Array.from({ length: 500 }, (_, i) => `<n:tag>${i}</n:tag>`).join('')
    const machine = parseDomain(
      domainXml(`<metadata><n:m xmlns:n="${ours}"><n:tags>${tags}</n:tags></n:m></metadata>`),
    )
    expect(machine.tags).toHaveLength(100)
    expect(machine.tags[0]).toHaveLength(100)
  })

  test('cannot be set in what is no domain', () => {
    expect(() => setTags('<domain>', ['a'])).toThrow(DomainXmlError)
  })
})

test('whatever the tags and wherever they go: they are read back, all else is as before', () => {
  const tag = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .filter(text => text.trim() !== '' && !/[\p{Cc}\p{Cs}\u2028\u2029\uFFFE\uFFFF]/u.test(text))
  const tags = fc.array(tag, { maxLength: 6 }).map(list => normalizeTags(list))
  const start = fc.constantFrom(
    fixture('rich-live.xml'),
    fixture('inactive-bios.xml'),
    fixture('inactive-bios.xml').replaceAll('\n', '\r\n'),
    domainXml('<metadata><a xmlns="urn:a"><tags/></a></metadata>'),
    domainXml().replaceAll(/\n\s*/g, ''),
  )
  fc.assert(
    fc.property(start, tags, tags, (xml, first, second) => {
      const bare = setTags(xml, [])
      const once = setTags(xml, first)
      expect(parseDomain(once)).toEqual({ ...parseDomain(xml), tags: first })
      expect(setTags(once, second)).toBe(setTags(setTags(once, second), second))
      expect(parseDomain(setTags(once, second)).tags).toEqual(second)
      expect(setTags(setTags(bare, first), [])).toBe(bare)
    }),
  )
})
