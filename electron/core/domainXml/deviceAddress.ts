import { attribute, child, children, childText, cut } from './elements.ts'
import { pciAddress } from './pciAddress.ts'
import { readXml, type XmlElement } from './tree.ts'

/** What a node device is named by where it is handed over, and who holds it. */
export interface DeviceAddress {
  /** `pci:0000:01:00.0`, `usb:1:4`, `usbid:046d:c52b`, `net:eth0`, `block:/dev/sda`, `mdev:…`, `scsi:2:0:0:0`. */
  names: string[]
  /** The one that is shown, without its kind. */
  address: string | null
  driver: string | null
}

/** Most devices that one machine is looked through for. */
const usesMax = 512

const hex = (text: string | null): string | null =>
  text !== null && /^0x[0-9a-fA-F]{1,8}$/.test(text) ? text.slice(2).toLowerCase().padStart(4, '0') : null

const decimal = (text: string | null): string | null =>
  text !== null && /^\d{1,8}$/.test(text) ? String(Number(text)) : null

function pciOfNode(capability: XmlElement): string | null {
  const part = (name: string, digits: number): string | null => {
    const text = decimal(childText(capability, name)?.trim() ?? null)
    return text === null ? null : Number(text).toString(16).padStart(digits, '0')
  }
  const [domain, bus, slot, fn] = [part('domain', 4), part('bus', 2), part('slot', 2), part('function', 1)]
  return domain && bus && slot && fn ? `${domain}:${bus}:${slot}.${fn}` : null
}

function usbOfNode(capability: XmlElement): string[] {
  const bus = decimal(childText(capability, 'bus')?.trim() ?? null)
  const device = decimal(childText(capability, 'device')?.trim() ?? null)
  const vendor = hex(attribute(child(capability, 'vendor'), 'id'))
  const product = hex(attribute(child(capability, 'product'), 'id'))
  return [
    ...(bus && device ? [`usb:${bus}:${device}`] : []),
    ...(vendor && product ? [`usbid:${vendor}:${product}`] : []),
  ]
}

function scsiOfNode(capability: XmlElement): string[] {
  const parts = ['host', 'bus', 'target', 'lun'].map(name =>
    decimal(childText(capability, name)?.trim() ?? null),
  )
  return parts.every(part => part !== null) ? [`scsi:${parts.join(':')}`] : []
}

function namesOf(capability: XmlElement): string[] {
  const of = (kind: string, name: string): string[] => {
    const text = childText(capability, name)?.trim()
    return text ? [`${kind}:${cut(text, 500)}`] : []
  }
  switch (attribute(capability, 'type')) {
    case 'pci': {
      const address = pciOfNode(capability)
      return address === null ? [] : [`pci:${address}`]
    }
    case 'usb_device':
      return usbOfNode(capability)
    case 'net':
      return of('net', 'interface')
    case 'storage':
      return of('block', 'block')
    case 'mdev':
      return of('mdev', 'uuid')
    case 'scsi':
      return scsiOfNode(capability)
    default:
      return []
  }
}

/** Reads of a `<device>` of the host what machines name it by. Throws `DomainXmlError` for what is no device. */
export function parseDeviceAddress(xml: string): DeviceAddress {
  const device = readXml(xml, 'device')
  const capability = child(device, 'capability')
  const names = capability === null ? [] : namesOf(capability)
  return {
    names,
    address: names[0]?.replace(/^[a-z]+:/, '') ?? null,
    driver: childText(child(device, 'driver'), 'name')?.trim() ?? null,
  }
}

function hostdevNames(device: XmlElement, type: string | null): string[] {
  const source = child(device, 'source')
  const address = child(source, 'address')
  switch (type) {
    case 'pci': {
      const found = pciAddress(address)
      return found === null ? [] : [`pci:${found}`]
    }
    case 'usb': {
      const bus = decimal(attribute(address, 'bus'))
      const number = decimal(attribute(address, 'device'))
      // The live definition has the place; a stored one may only have the kind.
      if (bus && number) return [`usb:${bus}:${number}`]
      const vendor = hex(attribute(child(source, 'vendor'), 'id'))
      const product = hex(attribute(child(source, 'product'), 'id'))
      return vendor && product ? [`usbid:${vendor}:${product}`] : []
    }
    case 'mdev': {
      const uuid = attribute(address, 'uuid')
      return uuid ? [`mdev:${cut(uuid.toLowerCase(), 100)}`] : []
    }
    case 'scsi': {
      const host = /^scsi_host(\d{1,6})$/.exec(attribute(child(source, 'adapter'), 'name') ?? '')?.[1]
      const parts = ['bus', 'target', 'unit'].map(name => decimal(attribute(address, name)))
      return host && parts.every(part => part !== null) ? [`scsi:${[host, ...parts].join(':')}`] : []
    }
    default:
      return []
  }
}

function usedBy(device: XmlElement): string[] {
  const type = attribute(device, 'type')
  if (device.name === 'hostdev') return hostdevNames(device, type)
  const source = child(device, 'source')
  if (device.name === 'interface') {
    if (type === 'hostdev') return hostdevNames(device, attribute(child(source, 'address'), 'type') ?? 'pci')
    const name = type === 'direct' ? attribute(source, 'dev') : null
    return name ? [`net:${cut(name, 200)}`] : []
  }
  const path = device.name === 'disk' && type === 'block' ? attribute(source, 'dev') : null
  return path ? [`block:${cut(path, 500)}`] : []
}

/** Names, as `DeviceAddress.names` has them, of every host device that a machine takes. Throws `DomainXmlError`. */
export function parseDeviceUses(xml: string): string[] {
  const devices = child(readXml(xml, 'domain'), 'devices')
  const all = ['hostdev', 'interface', 'disk'].flatMap(name => children(devices, name))
  return [...new Set(all.flatMap(usedBy))].slice(0, usesMax)
}
