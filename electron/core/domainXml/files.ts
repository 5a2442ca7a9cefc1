import { attribute, child, childText, children } from './elements.ts'
import type { XmlElement } from './tree.ts'

/** Most files in a model; a chain of this length is already ill. */
const filesMax = 64
const bootFiles = ['kernel', 'initrd', 'dtb', 'loader', 'nvram'] as const

/** Sources nested below a disk: its backing chain, a mirror, a slice's parent. */
function* below(element: XmlElement, depth: number): Generator<string> {
  if (depth > filesMax) return
  for (const nested of element.children) {
    if (nested.name !== 'backingStore' && nested.name !== 'mirror') continue
    const source = child(nested, 'source')
    const file = attribute(source, 'file') ?? attribute(source, 'dev') ?? attribute(nested, 'file')
    if (file !== null) yield file
    yield* below(nested, depth + 1)
  }
}

function* named(domain: XmlElement): Generator<string> {
  const os = child(domain, 'os')
  for (const name of bootFiles) {
    const file = childText(os, name)?.trim() ?? attribute(child(child(os, name), 'source'), 'file')
    if (file) yield file
  }
  const devices = child(domain, 'devices')
  for (const disk of children(devices, 'disk')) yield* below(disk, 0)
  for (const filesystem of children(devices, 'filesystem')) {
    const source = child(filesystem, 'source')
    const file = attribute(source, 'dir') ?? attribute(source, 'file') ?? attribute(source, 'dev')
    if (file !== null) yield file
  }
}

/**
 * Files and directories that a definition names besides its disks' own sources: what its disks are built upon
 * (a running machine tells), mirrors, kernel, initrd, firmware and NVRAM, shared directories. Bounded.
 */
export function parseFiles(domain: XmlElement): string[] {
  const files = new Set<string>()
  for (const file of named(domain)) {
    if (files.size >= filesMax) break
    if (file.startsWith('/')) files.add(file)
  }
  return [...files]
}
