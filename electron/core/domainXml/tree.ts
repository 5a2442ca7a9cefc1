import { SaxesParser } from 'saxes'
import { DomainXmlError, type XmlFault } from './errors.ts'

/** Longest text that is read, UTF-16 units; libvirt itself sends at most 4 MiB for one string, 32 MiB a message. */
export const xmlTextMax = 32 * 1024 * 1024
/** Deepest nesting that is read: libxml2's own default, so libvirt never accepts or sends more. */
export const xmlDepthMax = 256
/** Most elements in one document. */
export const xmlElementsMax = 500_000

/** One element; strings may share memory with the document's text, so what outlives it goes through `own`. */
export interface XmlElement {
  /** As written, prefix included. */
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: XmlElement[]
  readonly parent: XmlElement | null
  /** Character data up to the first child; what follows a child is indentation and is not kept. */
  text: string
  /** Offset of `<`. */
  readonly start: number
  /** Offset behind the start tag's `>`. */
  contentStart: number
  /** Offset behind the whole element. */
  end: number
  readonly selfClosing: boolean
}

/**
 * Reads a document into a tree. Throws `DomainXmlError` for text that is not well-formed, has a document
 * type (entities are never declared, so never expanded), another root element than `root`, or is beyond a limit.
 */
export function readXml(text: string, root: string): XmlElement {
  const parser = new SaxesParser<{ position: false; xmlns: false }>({ position: false, xmlns: false })
  const refuse = (code: XmlFault['code'], values: XmlFault['values'] = {}): never => {
    throw new DomainXmlError({ code, values }, parser.line, parser.column)
  }
  if (text.length > xmlTextMax) refuse('tooLong', { most: xmlTextMax })
  let current: XmlElement | null = null
  let top: XmlElement | null = null
  let start = 0
  let depth = 0
  let count = 0

  parser.on('error', error => refuse('malformed', { detail: error.message }))
  parser.on('doctype', () => refuse('documentType'))
  parser.on('opentagstart', tag => {
    start = parser.position - tag.name.length - 2
  })
  parser.on('opentag', tag => {
    depth += 1
    count += 1
    if (depth > xmlDepthMax) refuse('tooDeep', { most: xmlDepthMax })
    if (count > xmlElementsMax) refuse('tooMany', { most: xmlElementsMax })
    const element: XmlElement = {
      name: tag.name,
      attributes: tag.attributes,
      children: [],
      parent: current,
      text: '',
      start,
      contentStart: parser.position,
      end: 0,
      selfClosing: tag.isSelfClosing,
    }
    if (current) current.children.push(element)
    else {
      if (tag.name !== root) refuse('otherRoot', { expected: root, found: tag.name })
      top = element
    }
    current = element
  })
  const addText = (data: string): void => {
    if (current && current.children.length === 0)
      current.text = current.text === '' ? data : current.text + data
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', tag => {
    if (!current || current.name !== tag.name) return refuse('closeTag')
    current.end = parser.position
    current = current.parent
    depth -= 1
  })

  parser.write(text)
  parser.close()
  return top ?? refuse('noRoot')
}

/** Refuses a document for what it says rather than how it is written; points at the element. */
export function refuseElement(
  text: string,
  element: XmlElement,
  code: 'missing' | 'invalid',
  part: string,
): never {
  const before = text.slice(0, element.start)
  const lines = before.split('\n')
  throw new DomainXmlError(
    { code, values: { element: element.name, part } },
    lines.length,
    (lines.at(-1)?.length ?? 0) + 1,
  )
}
