import { createHash } from 'node:crypto'
import type { Component } from './components.ts'

/** The product that a bill of materials is about. */
export interface Product {
  name: string
  version: string
  licence: string
}

const purl = ({ name, version }: { name: string; version: string }): string =>
  `pkg:npm/${name.replace(/^@/, '%40')}@${version}`

/** An expression where the licence is more than one name. */
const licenceChoice = (licence: string) =>
  /^[A-Za-z0-9.+-]+$/.test(licence) ? [{ license: { id: licence } }] : [{ expression: licence }]

function library(component: Component) {
  const [scope, plain] = component.name.startsWith('@')
    ? component.name.split('/')
    : [undefined, component.name]
  return {
    type: 'library',
    'bom-ref': purl(component),
    ...(scope === undefined ? {} : { group: scope }),
    name: plain ?? component.name,
    version: component.version,
    licenses: licenceChoice(component.licence),
    ...(component.sha512 === null ? {} : { hashes: [{ alg: 'SHA-512', content: component.sha512 }] }),
    purl: purl(component),
  }
}

/** The package that `from` gets when it asks for `name`, as Node looks for it: nearest first. */
function resolve(from: string, name: string, byPath: ReadonlyMap<string, Component>): Component | undefined {
  for (let at = from; ; at = at.replace(/(^|\/)node_modules\/(@[^/]+\/)?[^/]+$/, '')) {
    const found = byPath.get(`${at === '' ? '' : `${at}/`}node_modules/${name}`)
    if (found !== undefined || at === '') return found
  }
}

/** A UUID (version 5 in form) that follows from the content, so that the same product has the same document. */
function serialOf(content: string): string {
  const hex = createHash('sha256').update(content).digest('hex')
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16)
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    variant + hex.slice(18, 20),
    hex.slice(20, 32),
  ]
  return `urn:uuid:${parts.join('-')}`
}

/** The software bill of materials in CycloneDX 1.6 (ECMA-424); the same for the same lock, on every machine. */
export function cycloneDx(product: Product, packages: readonly Component[]) {
  const byPath = new Map(packages.map(each => [each.path, each]))
  const own = {
    type: 'application',
    'bom-ref': purl(product),
    name: product.name,
    version: product.version,
    licenses: licenceChoice(product.licence),
    purl: purl(product),
  }
  const needed = new Set<string>()
  const dependencies = packages.map(each => {
    const found = each.needs.flatMap(name => resolve(each.path, name, byPath) ?? [])
    const dependsOn = [...new Set(found.map(purl))].sort()
    for (const ref of dependsOn) needed.add(ref)
    return { ref: purl(each), dependsOn }
  })
  const direct = packages.map(purl).filter(ref => !needed.has(ref))
  const body = {
    metadata: { component: own },
    components: packages.map(library),
    dependencies: [{ ref: own['bom-ref'], dependsOn: direct }, ...dependencies],
  }
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: serialOf(JSON.stringify(body)),
    version: 1,
    ...body,
  }
}
