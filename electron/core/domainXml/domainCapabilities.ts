import type { MachineAbilities } from '../../../shared/models/hostAbilities.ts'
import { at, attribute, child, children, childText, cut, wholeNumber } from './elements.ts'
import { readXml, type XmlElement } from './tree.ts'

/** Most values kept of one list. */
const valuesMax = 200

/** The values of an `<enum name=…>` below an element that is supported; empty where it isn't. */
function values(holder: XmlElement | null, name: string): string[] {
  if (holder === null || attribute(holder, 'supported') === 'no') return []
  const found = children(holder, 'enum').find(each => attribute(each, 'name') === name)
  return children(found ?? null, 'value')
    .map(value => cut(value.text.trim(), 200))
    .filter(value => value !== '')
    .slice(0, valuesMax)
}

/** Names of the children that say `supported='yes'`. */
function supported(holder: XmlElement | null): string[] {
  return (holder?.children ?? [])
    .filter(each => attribute(each, 'supported') === 'yes')
    .slice(0, valuesMax)
    .map(each => cut(each.name, 200))
}

/**
 * Reads `<domainCapabilities>`: what a machine of one kind may have on this host. Throws `DomainXmlError` for
 * what is no such document.
 */
export function parseDomainCapabilities(xml: string): MachineAbilities {
  const top = readXml(xml, 'domainCapabilities')
  const loader = at(top, 'os', 'loader')
  const devices = child(top, 'devices')
  const device = (name: string, list: string) => values(child(devices, name), list)
  return {
    arch: childText(top, 'arch')?.trim() ?? null,
    domainType: childText(top, 'domain')?.trim() ?? null,
    machine: childText(top, 'machine')?.trim() ?? null,
    emulator: childText(top, 'path')?.trim() ?? null,
    vcpusMax: wholeNumber(attribute(child(top, 'vcpu'), 'max')),
    firmwares: values(child(top, 'os'), 'firmware'),
    secureBoot: values(loader, 'secure').includes('yes'),
    cpuModes: children(child(top, 'cpu'), 'mode')
      .filter(mode => attribute(mode, 'supported') === 'yes')
      .flatMap(mode => attribute(mode, 'name') ?? [])
      .map(name => cut(name, 100)),
    diskBuses: device('disk', 'bus'),
    graphics: device('graphics', 'type'),
    videos: device('video', 'modelType'),
    passthrough: device('hostdev', 'subsysType'),
    sharedFolders: device('filesystem', 'driverType'),
    tpms: device('tpm', 'model'),
    channels: device('channel', 'type'),
    features: supported(child(top, 'features')),
  }
}
