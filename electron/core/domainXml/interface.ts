import type { HostInterface } from '../../../shared/models/resources.ts'
import { attribute, child, children, cut, wholeNumber, word } from './elements.ts'
import { readXml, refuseElement, type XmlElement } from './tree.ts'

/** What an interface's XML says of it; whether it is active is asked separately. */
export type InterfaceConfig = Omit<HostInterface, 'active'>

/** Members kept of one bridge or bond. */
const membersMax = 256

/** `192.0.2.1/24` of every `<ip>` below `<protocol>`. */
function addressesOf(element: XmlElement): string[] {
  return children(element, 'protocol')
    .flatMap(protocol => children(protocol, 'ip'))
    .flatMap(ip => {
      const address = attribute(ip, 'address')
      if (!address) return []
      const prefix = attribute(ip, 'prefix')
      return [prefix === null ? address : `${address}/${prefix}`]
    })
}

/** Names of what the interface stands on: a bridge's or bond's members, the interface that a VLAN is a part of. */
function membersOf(element: XmlElement, type: string | null): string[] {
  const holder = type === null ? null : child(element, type)
  return children(holder, 'interface')
    .flatMap(member => attribute(member, 'name') ?? [])
    .slice(0, membersMax)
    .map(name => cut(name, 200))
}

/** Reads an `<interface>` of the host. Throws `DomainXmlError` for what has no name. */
export function parseInterface(xml: string): InterfaceConfig {
  const element = readXml(xml, 'interface')
  const name = attribute(element, 'name')
  if (name === null) return refuseElement(xml, element, 'missing', 'name')
  const type = word(element, 'type')
  return {
    name,
    type,
    mac: attribute(child(element, 'mac'), 'address'),
    mtu: wholeNumber(attribute(child(element, 'mtu'), 'size')),
    startMode: word(child(element, 'start'), 'mode'),
    speedMbits: wholeNumber(attribute(child(element, 'link'), 'speed')),
    link: word(child(element, 'link'), 'state'),
    vlanTag: wholeNumber(attribute(child(element, 'vlan'), 'tag')),
    members: membersOf(element, type),
    addresses: addressesOf(element),
  }
}
