import { attribute, child, cut, intern, localName, namespaceOf } from './elements.ts'
import type { XmlElement } from './tree.ts'

/** Namespace of libvirt's QEMU extensions (`<qemu:commandline>` and its kin). */
export const qemuNamespace = 'http://libvirt.org/schemas/domain/qemu/1.0'
/** Most device names in a model. */
const devicesMax = 1024

/** Elements below `<devices>` that are no devices of their own or stand elsewhere in the model. */
const elsewhere: ReadonlySet<string> = new Set(['disk', 'interface', 'graphics', 'emulator', 'alias'])

/** What says best which sort of a kind it is; every other kind goes by its model, then its type. */
const sorts: Readonly<Record<string, (device: XmlElement) => string | null>> = {
  channel: device => attribute(child(device, 'target'), 'name') ?? attribute(child(device, 'target'), 'type'),
  serial: device => attribute(child(device, 'target'), 'type') ?? attribute(device, 'type'),
  console: device => attribute(child(device, 'target'), 'type') ?? attribute(device, 'type'),
  controller: device => {
    const type = attribute(device, 'type')
    const model = attribute(device, 'model')
    return type && model && !model.startsWith(type) ? `${type}-${model}` : (model ?? type)
  },
  filesystem: device => attribute(child(device, 'driver'), 'type') ?? attribute(device, 'type'),
  hostdev: device => attribute(device, 'type') ?? attribute(device, 'mode'),
  redirdev: device => attribute(device, 'bus') ?? attribute(device, 'type'),
  smartcard: device => attribute(device, 'mode'),
  input: device => attribute(device, 'type'),
}

function sortOf(device: XmlElement): string | null {
  const named = Object.hasOwn(sorts, device.name) ? sorts[device.name] : undefined
  if (named) return named(device)
  const model = child(device, 'model')
  return (
    attribute(device, 'model') ??
    attribute(model, 'type') ??
    attribute(model, 'name') ??
    attribute(device, 'type')
  )
}

/**
 * Names of every device beyond disks, NICs and graphics, in the document's order: `kind:sort`, or `kind`
 * alone. Controllers come once each sort (a q35 machine has a dozen equal ones); an element of a kind not
 * known here is named in the same way. QEMU's own extensions, which change the machine as devices do,
 * come last as `qemu:commandline` and the like.
 */
export function parseDevices(domain: XmlElement): string[] {
  const names: string[] = []
  for (const device of child(domain, 'devices')?.children ?? []) {
    if (names.length >= devicesMax) break
    if (elsewhere.has(device.name)) continue
    const sort = sortOf(device)
    if (device.name === 'memballoon' && sort === 'none') continue
    const name = sort ? `${device.name}:${sort}` : device.name
    if (device.name === 'controller' && names.includes(name)) continue
    names.push(name)
  }
  for (const element of domain.children) {
    if (names.length >= devicesMax) break
    if (element.name.includes(':') && element.children.length > 0 && namespaceOf(element) === qemuNamespace) {
      names.push(`qemu:${localName(element.name)}`)
    }
  }
  return names.map(name => intern(cut(name, 200)))
}
