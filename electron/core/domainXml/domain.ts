import { DomainUuid } from '../../../shared/ids.ts'
import type { MachineConfig } from '../../../shared/models/machine.ts'
import { parseDevices } from './devices.ts'
import { parseDisk } from './disks.ts'
import {
  attribute,
  child,
  children,
  childText,
  descriptionMax,
  intern,
  wholeNumber,
  word,
} from './elements.ts'
import { parseFiles } from './files.ts'
import { parseFirmware } from './firmware.ts'
import { parseGraphics } from './graphics.ts'
import { parseOsId, parseTags } from './metadata.ts'
import { parseNic } from './nics.ts'
import { childBytes } from './scaled.ts'
import { readXml, refuseElement, type XmlElement } from './tree.ts'

/** Most disks, NICs and consoles that a model lists; libvirt's buses hold far fewer. */
const devicesMax = 1024

function vcpus(domain: XmlElement): { vcpus: number | null; vcpusMax: number | null } {
  const vcpu = child(domain, 'vcpu')
  const most = wholeNumber(vcpu?.text ?? null)
  const now = wholeNumber(attribute(vcpu, 'current'))
  const count = (value: number | null): number | null => (value !== null && value >= 0 ? value : null)
  return { vcpus: count(now ?? most), vcpusMax: count(most) }
}

/**
 * A machine's configuration from its domain XML, live or inactive. `memoryBytes` is what the guest has now
 * (`<currentMemory>`), `memoryMaxBytes` what it may have without hot-plug (`<memory>`): the figures of
 * virDomainGetInfo. Elements that the model does not know are ignored; passwords are never read.
 * `active` says whether the machine runs, where the caller knows; else the XML's running id does.
 * Throws `DomainXmlError` for what is not a readable domain with a name and a UUID.
 */
export function parseDomain(xml: string, options: { active?: boolean } = {}): MachineConfig {
  const domain = readXml(xml, 'domain')
  const name = childText(domain, 'name')
  if (name === null) refuseElement(xml, domain, 'missing', 'name')
  const uuid = DomainUuid.safeParse(childText(domain, 'uuid')?.trim())
  if (!uuid.success) {
    refuseElement(xml, child(domain, 'uuid') ?? domain, 'invalid', 'uuid')
  }
  const active = options.active ?? attribute(domain, 'id') !== null
  const os = child(domain, 'os')
  const type = child(os, 'type')
  const osType = intern(type?.text.trim() ?? '') || null
  const arch = word(type, 'arch')
  const devices = child(domain, 'devices')
  const memoryMaxBytes = childBytes(domain, 'memory', 'KiB')
  const files = parseFiles(domain)
  return {
    name,
    uuid: uuid.data,
    title: childText(domain, 'title'),
    description: childText(domain, 'description', descriptionMax),
    tags: parseTags(domain),
    ...vcpus(domain),
    memoryBytes: childBytes(domain, 'currentMemory', 'KiB') ?? memoryMaxBytes,
    memoryMaxBytes,
    osType,
    osId: parseOsId(domain),
    arch,
    machine: word(type, 'machine'),
    firmware: parseFirmware(os, osType, arch),
    disks: children(devices, 'disk').slice(0, devicesMax).map(parseDisk),
    nics: children(devices, 'interface')
      .slice(0, devicesMax)
      .map(nic => parseNic(nic, active)),
    graphics: children(devices, 'graphics').slice(0, devicesMax).map(parseGraphics),
    devices: parseDevices(domain),
    ...(files.length > 0 ? { files } : {}),
  }
}
