import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Text of `testing/fixtures/NAME`. */
export function fixture(name: string): string {
  return readFileSync(fileURLToPath(new URL(`fixtures/${name}`, import.meta.url)), 'utf8')
}

/** Path of `testing/fixtures/NAME`. */
export function fixturePath(name: string): string {
  return fileURLToPath(new URL(`fixtures/${name}`, import.meta.url))
}

/** A small valid domain around some devices or other children. */
export function domainXml(children = '', devices = ''): string {
  return `<domain type='kvm'>
  <name>vm</name>
  <uuid>0f3b8a52-6a1e-4b7c-9d43-2a5c7e910b11</uuid>
  ${children}
  <devices>
    ${devices}
  </devices>
</domain>
`
}
