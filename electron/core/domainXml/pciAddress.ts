import { attribute } from './elements.ts'
import type { XmlElement } from './tree.ts'

function part(element: XmlElement | null, name: string, digits: number): string | null {
  const text = attribute(element, name)
  if (text === null) return name === 'domain' ? '0'.repeat(digits) : null
  if (!/^(0x[0-9a-fA-F]{1,8}|\d{1,8})$/.test(text)) return null
  return Number(text).toString(16).padStart(digits, '0')
}

/** `0000:01:00.0` of an `<address domain bus slot function>`; null where a part is missing or no number. */
export function pciAddress(address: XmlElement | null): string | null {
  const domain = part(address, 'domain', 4)
  const bus = part(address, 'bus', 2)
  const slot = part(address, 'slot', 2)
  const fn = part(address, 'function', 1)
  return domain && bus && slot && fn ? `${domain}:${bus}:${slot}.${fn}` : null
}
