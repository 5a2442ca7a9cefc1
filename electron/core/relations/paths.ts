import { posix } from 'node:path'

const MAPPER = '/dev/mapper/'

/**
 * A path as it is compared: no doubled slashes or dot segments, and device mapper's name of a logical volume
 * (`/dev/mapper/vg-my--lv`) as libvirt's pools write it (`/dev/vg/my-lv`).
 */
export function plainPath(path: string): string {
  if (!path.startsWith('/')) return path
  // Nearly every path is plain already, and there are many.
  const plain = /\/\/|\/\.|.\/$/.test(path) ? posix.normalize(path) : path
  const trimmed = plain.length > 1 && plain.endsWith('/') ? plain.slice(0, -1) : plain
  return trimmed.startsWith(MAPPER) ? (mapped(trimmed.slice(MAPPER.length)) ?? trimmed) : trimmed
}

/** Group and volume out of device mapper's name: one dash divides, two are a dash of the name. */
function mapped(name: string): string | null {
  const parts = /^((?:[^-/]|--)+)-((?:[^-/]|--)+)$/.exec(name)
  if (parts?.[1] === undefined || parts[2] === undefined) return null
  const undone = (part: string) => part.replaceAll('--', '-')
  return `/dev/${undone(parts[1])}/${undone(parts[2])}`
}

/** Where a backing file is, told from the volume that is built upon it: relative names stand beside it. */
export function backingPath(volumePath: string | null, backing: string): string {
  if (backing.startsWith('/') || volumePath === null || !volumePath.startsWith('/')) return plainPath(backing)
  // `rbd:pool/image`, `json:{…}` and addresses are no file names.
  if (/^[a-z][a-z0-9+.-]*:/i.test(backing)) return backing
  return plainPath(posix.join(posix.dirname(volumePath), backing))
}

/** Names that a volume of a network pool goes by in a disk's `protocol:name`. */
export function networkNames(path: string | null, key: string): string[] {
  const names = new Set<string>()
  for (const name of [path, key]) {
    if (name === null || name === '') continue
    names.add(name)
    const address = /^[a-z][a-z0-9+.-]*:\/\/[^/]*\/(.+)$/i.exec(name)
    if (address?.[1]) names.add(address[1])
  }
  return [...names]
}
