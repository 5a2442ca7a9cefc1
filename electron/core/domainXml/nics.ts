import type { Nic } from '../../../shared/models/machine.ts'
import { attribute, child, children, word } from './elements.ts'
import { pciAddress } from './pciAddress.ts'
import type { XmlElement } from './tree.ts'

function endpoint(source: XmlElement): string | null {
  const port = attribute(source, 'port')
  const address = attribute(source, 'address') ?? ''
  return port ? `${address}:${port}` : address || null
}

function sourceOf(type: string, source: XmlElement | null): string | null {
  if (!source) return null
  switch (type) {
    case 'hostdev':
      return pciAddress(child(source, 'address')) ?? attribute(source, 'network')
    case 'mcast':
    case 'server':
    case 'client':
    case 'udp':
      return endpoint(source)
    case 'network':
      return word(source, 'network')
    case 'bridge':
      return word(source, 'bridge')
    case 'vhostuser':
      return attribute(source, 'path') ?? attribute(source, 'dev')
    case 'vds':
      return attribute(source, 'switchid')
    default:
      return (
        attribute(source, 'network') ??
        attribute(source, 'bridge') ??
        attribute(source, 'dev') ??
        attribute(source, 'name') ??
        attribute(source, 'path')
      )
  }
}

/**
 * One `devices/interface`. The host-side device is part of a running machine only; addresses are those
 * that the definition itself gives to the guest, others come from leases, agent or ARP later.
 */
export function parseNic(nic: XmlElement, active: boolean): Nic {
  const type = word(nic, 'type') ?? 'unknown'
  return {
    mac: attribute(child(nic, 'mac'), 'address')?.toLowerCase() ?? null,
    type,
    source: sourceOf(type, child(nic, 'source')),
    model: word(child(nic, 'model'), 'type'),
    target: active ? attribute(child(nic, 'target'), 'dev') : null,
    link: word(child(nic, 'link'), 'state') ?? 'up',
    addresses: children(nic, 'ip').flatMap(ip => attribute(ip, 'address') ?? []),
  }
}
