import { child, cut, intern, localName, namespaceOf, word } from './elements.ts'
import type { XmlElement } from './tree.ts'

/** Namespace of everything that NovaCron keeps inside `<metadata>`. */
export const metadataNamespace = 'https://novacron.dev/xmlns/libvirt/1'
/** Longest tag, UTF-16 units. */
export const tagLengthMax = 100
/** Most tags of one machine. */
export const tagsMax = 100

/** Our own element inside `<metadata>`; libvirt allows one a namespace. */
export function ownMetadata(domain: XmlElement): XmlElement | null {
  const metadata = child(domain, 'metadata')
  return metadata?.children.find(item => namespaceOf(item) === metadataNamespace) ?? null
}

/** Our `<tags>` element, of any prefix; `virsh metadata` may have set it as the namespace's own element. */
export function tagsElement(domain: XmlElement): XmlElement | null {
  const machine = ownMetadata(domain)
  if (machine && localName(machine.name) === 'tags') return machine
  return machine?.children.find(item => localName(item.name) === 'tags') ?? null
}

/** Tags in the order written, trimmed, each once. */
export function parseTags(domain: XmlElement): string[] {
  const tags = new Set<string>()
  for (const item of tagsElement(domain)?.children ?? []) {
    const tag = localName(item.name) === 'tag' ? item.text.trim() : ''
    if (tag !== '' && tags.size < tagsMax) tags.add(intern(cut(tag, tagLengthMax)))
  }
  return [...tags]
}

/**
 * The operating system as a libosinfo id: what virt-manager, Cockpit and others write (`<libosinfo:os id>`),
 * else what GNOME Boxes writes (`<boxes:os-id>`).
 */
export function parseOsId(domain: XmlElement): string | null {
  let boxes: string | null = null
  for (const item of child(domain, 'metadata')?.children ?? []) {
    const namespace = namespaceOf(item)
    if (namespace && /^https?:\/\/libosinfo\.org\//.test(namespace)) {
      const os = item.children.find(part => localName(part.name) === 'os')
      const id = os ? word(os, 'id') : null
      if (id) return id
    }
    if (namespace && /^https?:\/\/(wiki|live)\.gnome\.org\/(Apps\/)?Boxes/.test(namespace)) {
      const id = item.children.find(part => localName(part.name) === 'os-id')?.text.trim()
      boxes ??= id ? intern(cut(id, 1000)) : null
    }
  }
  return boxes
}
