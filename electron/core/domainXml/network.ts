import type { Network } from '../../../shared/models/resources.ts'
import { attribute, child, children, childText, wholeNumber, word } from './elements.ts'
import { readXml, refuseElement, type XmlElement } from './tree.ts'

/** What a network's XML says of it; whether it is active, persistent or autostarted is asked separately. */
export type NetworkConfig = Omit<Network, 'active' | 'persistent' | 'autostart'>

/** Prefix length of an IPv4 netmask; null for a mask with holes. */
function maskPrefix(mask: string): number | null {
  const parts = mask.split('.')
  if (parts.length !== 4 || !parts.every(part => /^\d{1,3}$/.test(part) && Number(part) < 256)) return null
  const bits = parts.map(part => Number(part).toString(2).padStart(8, '0')).join('')
  return /^1*0*$/.test(bits) ? bits.lastIndexOf('1') + 1 : null
}

/** `192.168.122.1/24`; without prefix where the XML gives none. */
function addressOf(ip: XmlElement): string[] {
  const address = attribute(ip, 'address')
  if (!address) return []
  const mask = attribute(ip, 'netmask')
  const prefix = wholeNumber(attribute(ip, 'prefix')) ?? (mask === null ? null : maskPrefix(mask))
  return [prefix === null ? address : `${address}/${prefix}`]
}

/** Reads a `<network>`; `forward` is null for an isolated one. Throws `DomainXmlError` for what has no name. */
export function parseNetwork(xml: string): NetworkConfig {
  const network = readXml(xml, 'network')
  const name = childText(network, 'name')
  if (name === null) return refuseElement(xml, network, 'missing', 'name')
  const forward = child(network, 'forward')
  return {
    name,
    uuid: childText(network, 'uuid')?.trim() ?? '',
    bridge: attribute(child(network, 'bridge'), 'name'),
    forward: forward ? (word(forward, 'mode') ?? 'nat') : null,
    addresses: children(network, 'ip').flatMap(addressOf),
  }
}
