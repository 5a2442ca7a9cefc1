import type { Pool, Volume } from '../../../shared/models/resources.ts'
import { at, attribute, child, childText, word } from './elements.ts'
import { childBytes } from './scaled.ts'
import { readXml, refuseElement, type XmlElement } from './tree.ts'

/** What a pool's XML says of it; state, autostart and persistence are asked of libvirt separately. */
export type PoolConfig = Omit<Pool, 'state' | 'autostart' | 'persistent'>

/** What a volume's XML says of it; its pool is known from where it was listed. */
export type VolumeConfig = Omit<Volume, 'pool'>

/** Where a pool's data is: its mount point or directory, else the device, group or export it stands for. */
function poolPath(pool: XmlElement): string | null {
  const source = child(pool, 'source')
  return (
    childText(child(pool, 'target'), 'path') ??
    attribute(child(source, 'dir'), 'path') ??
    attribute(child(source, 'device'), 'path') ??
    childText(source, 'name')
  )
}

/** Reads a `<pool>`. Throws `DomainXmlError` for what is no pool with a name. */
export function parsePool(xml: string): PoolConfig {
  const pool = readXml(xml, 'pool')
  const name = childText(pool, 'name')
  if (name === null) return refuseElement(xml, pool, 'missing', 'name')
  return {
    name,
    uuid: childText(pool, 'uuid')?.trim() ?? '',
    type: word(pool, 'type'),
    path: poolPath(pool),
    capacityBytes: childBytes(pool, 'capacity', 'bytes'),
    allocationBytes: childBytes(pool, 'allocation', 'bytes'),
    availableBytes: childBytes(pool, 'available', 'bytes'),
  }
}

/** Reads a `<volume>`. Throws `DomainXmlError` for what is no volume with a name; a missing key is its path. */
export function parseVolume(xml: string): VolumeConfig {
  const volume = readXml(xml, 'volume')
  const name = childText(volume, 'name')
  if (name === null) return refuseElement(xml, volume, 'missing', 'name')
  const path = childText(child(volume, 'target'), 'path')
  return {
    name,
    key: childText(volume, 'key') ?? path ?? name,
    path,
    type: word(volume, 'type') ?? 'file',
    format: word(at(volume, 'target', 'format'), 'type'),
    capacityBytes: childBytes(volume, 'capacity', 'bytes'),
    allocationBytes: childBytes(volume, 'allocation', 'bytes'),
    backing: childText(child(volume, 'backingStore'), 'path'),
  }
}
