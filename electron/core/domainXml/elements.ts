import type { XmlElement } from './tree.ts'

/** Longest string that a model takes over from XML; the stored XML keeps all of it. */
export const textMax = 4096
/** Longest description in a model. */
export const descriptionMax = 16_384

/** Cuts at `max` UTF-16 units with an ellipsis, never inside a surrogate pair. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text
  return `${text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** Words that thousands of definitions share ("virtio", "qcow2", "controller:sata"), kept once. */
const shared = new Map<string, string>()
const sharedLengthMax = 40
const sharedCountMax = 4096

/** The one kept copy of a word; the table starts anew when it is full, so that it stays small. */
export function intern(text: string): string {
  const known = shared.get(text)
  if (known !== undefined) return known
  const copy = own(text)
  if (copy.length <= sharedLengthMax) {
    if (shared.size >= sharedCountMax) shared.clear()
    shared.set(copy, copy)
  }
  return copy
}

/**
 * A copy that does not keep the whole document alive: V8 makes slices of 13 characters and more as
 * views on the text that they were cut from.
 */
export function own(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf8').toString('utf8')
}

/** First child of that name. */
export function child(element: XmlElement | null, name: string): XmlElement | null {
  if (!element) return null
  for (const item of element.children) if (item.name === name) return item
  return null
}

/** All children of that name. */
export function children(element: XmlElement | null, name: string): XmlElement[] {
  return element ? element.children.filter(item => item.name === name) : []
}

/** Element at a path of first children. */
export function at(element: XmlElement | null, ...names: string[]): XmlElement | null {
  let found = element
  for (const name of names) found = child(found, name)
  return found
}

/** Attribute's value; null where it or the element is missing or the value is empty. */
export function attribute(element: XmlElement | null, name: string): string | null {
  const value = element?.attributes[name]
  return value === undefined || value === '' ? null : own(cut(value, textMax))
}

/** The same for a value out of a small vocabulary: bus, model, type. */
export function word(element: XmlElement | null, name: string): string | null {
  const value = element?.attributes[name]
  return value === undefined || value === '' ? null : intern(cut(value, textMax))
}

/** Character data of a first child; null where it is missing or empty. */
export function childText(element: XmlElement | null, name: string, max = textMax): string | null {
  const text = child(element, name)?.text
  return text === undefined || text === '' ? null : own(cut(text, max))
}

/** A whole number in decimal notation (libvirt writes no other for counts); null for anything else. */
export function wholeNumber(text: string | null): number | null {
  if (text === null || !/^\s*[+-]?\d{1,16}\s*$/.test(text)) return null
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : null
}

/** Local part of a name, without prefix. */
export function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

/** Namespace that an element's prefix (or the default) is bound to where it stands; null for none. */
export function namespaceOf(element: XmlElement): string | null {
  const colon = element.name.indexOf(':')
  const declaration = colon < 0 ? 'xmlns' : `xmlns:${element.name.slice(0, colon)}`
  for (let place: XmlElement | null = element; place; place = place.parent) {
    const uri = place.attributes[declaration]
    if (uri !== undefined) return uri === '' ? null : uri
  }
  return null
}
