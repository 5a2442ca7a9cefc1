import { AppError } from '../../../shared/errors.ts'
import { child } from './elements.ts'
import { metadataNamespace, ownMetadata, parseTags, tagLengthMax, tagsElement, tagsMax } from './metadata.ts'
import { readXml, type XmlElement } from './tree.ts'

/** Prefix of our elements where we are the first to write them. */
const prefix = 'novacron'

/**
 * Tags as they are kept: NFC, trimmed, each once, in the order given. Throws AppError input.invalid for one
 * that is empty, too long or has a control character, and for too many.
 */
export function normalizeTags(tags: readonly string[]): string[] {
  const kept = new Set<string>()
  for (const tag of tags) {
    const text = tag.normalize('NFC').trim()
    const shown = JSON.stringify(text.slice(0, tagLengthMax))
    if (text === '') throw new AppError('input.invalid', 'A tag is empty.')
    if (text.length > tagLengthMax) {
      throw new AppError('input.invalid', `The tag ${shown} is longer than ${tagLengthMax} characters.`)
    }
    if (/[\p{Cc}\p{Cs}\u2028\u2029\uFFFE\uFFFF]/u.test(text)) {
      throw new AppError('input.invalid', `The tag ${shown} contains a character that XML cannot keep.`)
    }
    kept.add(text)
  }
  if (kept.size > tagsMax) throw new AppError('input.invalid', `A machine has at most ${tagsMax} tags.`)
  return [...kept]
}

/** Text between an element's last sibling's end (or the line's start) and the element: its indentation. */
function indentBefore(xml: string, offset: number): string {
  const found = /(?:\r?\n)?[ \t]*$/.exec(xml.slice(Math.max(0, offset - 200), offset))
  return found?.[0] ?? ''
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function splice(xml: string, start: number, end: number, text: string): string {
  return xml.slice(0, start) + text + xml.slice(end)
}

/** The `<tag>` elements, each on a line of its own where the place is written in lines. */
function items(tags: readonly string[], prefixed: string, indent: string): string {
  return tags.map(tag => `${indent}<${prefixed}tag>${escapeText(tag)}</${prefixed}tag>`).join('')
}

function deeper(indent: string): string {
  return indent === '' ? '' : `${indent}  `
}

function tagsText(tags: readonly string[], prefixed: string, indent: string): string {
  return `<${prefixed}tags>${items(tags, prefixed, deeper(indent))}${indent}</${prefixed}tags>`
}

function machineText(tags: readonly string[], indent: string): string {
  const inner = deeper(indent)
  const body = tagsText(tags, `${prefix}:`, inner)
  return `<${prefix}:machine xmlns:${prefix}="${metadataNamespace}">${inner}${body}${indent}</${prefix}:machine>`
}

/** Makes `<x/>` into `<x>…</x>`, and gives an element that has both tags its content between two offsets. */
function fill(xml: string, element: XmlElement, from: number, to: number, content: string): string {
  if (!element.selfClosing) return splice(xml, from, to, content)
  const head = xml.slice(element.start, element.end - '/>'.length).trimEnd()
  return splice(xml, element.start, element.end, `${head}>${content}</${element.name}>`)
}

/** Offset of the end tag, which is the last thing of an element. */
function endTag(xml: string, element: XmlElement): number {
  return xml.lastIndexOf('</', element.end - 1)
}

/** Puts `text` (a function of the indentation) into an element as its last child. */
function append(xml: string, parent: XmlElement, text: (indent: string) => string): string {
  const parentIndent = indentBefore(xml, parent.start)
  const last = parent.children.at(-1)
  const indent = last ? indentBefore(xml, last.start) : deeper(parentIndent)
  if (last) return splice(xml, last.end, last.end, `${indent}${text(indent)}`)
  const closing = parent.selfClosing ? '' : indentBefore(xml, endTag(xml, parent))
  const at = parent.selfClosing ? 0 : endTag(xml, parent) - closing.length
  return fill(xml, parent, at, at, `${indent}${text(indent)}${closing === '' ? parentIndent : ''}`)
}

/** Takes an element out with its indentation, and its parents up to `<metadata>` that it leaves empty. */
function remove(xml: string, element: XmlElement): string {
  let gone = element
  while (gone.name !== 'metadata' && gone.parent?.children.length === 1) {
    const { parent } = gone
    const rest = xml.slice(parent.contentStart, gone.start) + xml.slice(gone.end, parent.end)
    if (!/^\s*<\/[^<>]*>$/.test(rest)) break
    gone = parent
  }
  return splice(xml, gone.start - indentBefore(xml, gone.start).length, gone.end, '')
}

function addMetadata(xml: string, domain: XmlElement, tags: string[]): string {
  const heads = new Set(['name', 'uuid', 'genid', 'title', 'description'])
  const before = domain.children.findLast(item => heads.has(item.name))
  const content = (indent: string): string => {
    const inner = deeper(indent)
    return `<metadata>${inner}${machineText(tags, inner)}${indent}</metadata>`
  }
  if (!before) return append(xml, domain, content)
  const indent = indentBefore(xml, before.start)
  return splice(xml, before.end, before.end, `${indent}${content(indent)}`)
}

/**
 * The domain XML with these tags and otherwise the same text: other tools' metadata, comments, order and
 * spacing stay as they are, and the same tags again change nothing. Throws `DomainXmlError` for unreadable
 * XML and AppError input.invalid for a tag that cannot be kept.
 */
export function setTags(xml: string, tags: readonly string[]): string {
  const wanted = normalizeTags(tags)
  const domain = readXml(xml, 'domain')
  const present = parseTags(domain)
  if (present.length === wanted.length && present.every((tag, index) => tag === wanted[index])) return xml
  const machine = ownMetadata(domain)
  const old = tagsElement(domain)
  if (wanted.length === 0) return old ? remove(xml, old) : xml
  const place = old ?? machine
  const prefixed = place?.name.includes(':') ? place.name.slice(0, place.name.indexOf(':') + 1) : ''
  if (old) {
    const indent = indentBefore(xml, old.start)
    const to = old.selfClosing ? 0 : endTag(xml, old)
    return fill(xml, old, old.contentStart, to, `${items(wanted, prefixed, deeper(indent))}${indent}`)
  }
  if (machine) return append(xml, machine, indent => tagsText(wanted, prefixed, indent))
  const metadata = child(domain, 'metadata')
  if (metadata) return append(xml, metadata, indent => machineText(wanted, indent))
  return addMetadata(xml, domain, wanted)
}
