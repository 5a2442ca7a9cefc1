import type { Disk } from '../../../shared/models/machine.ts'
import { attribute, child, childText, word } from './elements.ts'
import { pciAddress } from './pciAddress.ts'
import type { XmlElement } from './tree.ts'

/** `protocol:name`; without a name (an NBD export, say) the first server stands for it. */
function networkSource(source: XmlElement): string | null {
  const protocol = attribute(source, 'protocol')
  if (!protocol) return null
  const name = attribute(source, 'name')
  if (name) return `${protocol}:${name}`
  const host = child(source, 'host')
  const port = attribute(host, 'port')
  const server = attribute(host, 'socket') ?? attribute(host, 'name')
  return server ? `${protocol}:${server}${port ? `:${port}` : ''}` : `${protocol}:`
}

/** `nvme:DDDD:BB:SS.F/namespace`, as `lspci` writes the controller's address. */
function nvmeSource(source: XmlElement): string | null {
  const address = pciAddress(child(source, 'address'))
  const namespace = attribute(source, 'namespace')
  return address ? `nvme:${address}${namespace ? `/${namespace}` : ''}` : null
}

function volumeSource(source: XmlElement): string | null {
  const pool = attribute(source, 'pool')
  const volume = attribute(source, 'volume')
  return pool && volume ? `${pool}/${volume}` : (volume ?? pool)
}

function sourceOf(type: string | null, source: XmlElement | null): string | null {
  if (!source) return null
  switch (type) {
    case 'network':
      return networkSource(source)
    case 'volume':
      return volumeSource(source)
    case 'nvme':
      return nvmeSource(source)
    case 'vhostuser':
      return attribute(source, 'path')
    default:
      return (
        attribute(source, 'file') ??
        attribute(source, 'dev') ??
        attribute(source, 'dir') ??
        attribute(source, 'path') ??
        attribute(source, 'name')
      )
  }
}

/** One `devices/disk`; nested sources (backing chain, mirror) are not its source. */
export function parseDisk(disk: XmlElement): Disk {
  const target = child(disk, 'target')
  const sourceType = word(disk, 'type')
  return {
    target: word(target, 'dev') ?? '',
    bus: word(target, 'bus'),
    device: word(disk, 'device') ?? 'disk',
    format: word(child(disk, 'driver'), 'type'),
    source: sourceOf(sourceType, child(disk, 'source')),
    sourceType,
    capacityBytes: null,
    allocationBytes: null,
    readOnly: child(disk, 'readonly') !== null,
    shareable: child(disk, 'shareable') !== null,
    serial: childText(disk, 'serial'),
  }
}
