import { at, attribute, child, children } from './elements.ts'
import { readXml } from './tree.ts'

/** What a network's definition says beyond its model. */
export interface NetworkDetails {
  /** Host devices that it forwards to. */
  devices: string[]
  /** `start – end` of each DHCP range. */
  ranges: string[]
  domain: string | null
}

const itemsMax = 64

/** Reads more of a `<network>`. Throws `DomainXmlError` for what is none. */
export function parseNetworkDetails(xml: string): NetworkDetails {
  const network = readXml(xml, 'network')
  const forward = child(network, 'forward')
  const devices = [
    attribute(forward, 'dev'),
    ...children(forward, 'interface').map(device => attribute(device, 'dev')),
  ].filter(name => name !== null)
  const ranges = children(network, 'ip')
    .flatMap(ip => children(child(ip, 'dhcp'), 'range'))
    .map(range => `${attribute(range, 'start') ?? ''} – ${attribute(range, 'end') ?? ''}`)
  return {
    devices: [...new Set(devices)].slice(0, itemsMax),
    ranges: ranges.slice(0, itemsMax),
    domain: attribute(at(network, 'domain'), 'name'),
  }
}
