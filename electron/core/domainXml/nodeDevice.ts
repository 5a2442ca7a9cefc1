import type { NodeDevice } from '../../../shared/models/resources.ts'
import { attribute, child, childText, wholeNumber, word } from './elements.ts'
import { readXml, refuseElement, type XmlElement } from './tree.ts'

/** The name that the device database has, else the device's own ids or model. */
function described(capability: XmlElement | null, name: 'product' | 'vendor'): string | null {
  return childText(capability, name)?.trim() || attribute(child(capability, name), 'id')
}

/** Reads a `<device>` of the host. Throws `DomainXmlError` for what is no device with a name. */
export function parseNodeDevice(xml: string): NodeDevice {
  const device = readXml(xml, 'device')
  const name = childText(device, 'name')
  if (name === null) return refuseElement(xml, device, 'missing', 'name')
  const capability = child(device, 'capability')
  const hardware = child(capability, 'hardware')
  return {
    name,
    parent: childText(device, 'parent'),
    capability: word(capability, 'type'),
    product: described(capability, 'product') ?? childText(capability, 'model')?.trim() ?? null,
    vendor: described(capability, 'vendor') ?? childText(hardware, 'vendor'),
    iommuGroup: wholeNumber(attribute(child(capability, 'iommuGroup'), 'number')),
  }
}
