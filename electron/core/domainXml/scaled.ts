import { byteFactor } from '../../../shared/units.ts'
import { child } from './elements.ts'
import type { XmlElement } from './tree.ts'

/**
 * Bytes of an element such as `<memory unit='KiB'>`: libvirt's scaling, where memory defaults to KiB and
 * storage to bytes. Null where it is missing, not a whole number, in an unknown unit or beyond 2^53.
 */
export function scaledBytes(element: XmlElement | null, defaultUnit: 'KiB' | 'bytes'): number | null {
  if (!element || !/^\s*\d{1,20}\s*$/.test(element.text)) return null
  const factor = byteFactor(element.attributes.unit ?? defaultUnit)
  if (factor === null) return null
  const bytes = Number(element.text) * factor
  return Number.isSafeInteger(bytes) ? bytes : null
}

/** The same for the first child of that name. */
export function childBytes(
  parent: XmlElement | null,
  name: string,
  defaultUnit: 'KiB' | 'bytes',
): number | null {
  return scaledBytes(child(parent, name), defaultUnit)
}
