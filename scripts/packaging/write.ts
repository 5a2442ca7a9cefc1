import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { components } from './components.ts'
import { thirdPartyNotices } from './notices.ts'
import { cycloneDx } from './sbom.ts'

/** Beside the interface, so that every shell serves it as `/licences.txt`. */
export const noticesFile = 'out/renderer/licences.txt'

/** Writes the third-party notices into the build. */
export function writeNotices(root: string): void {
  mkdirSync(join(root, 'out/renderer'), { recursive: true })
  writeFileSync(join(root, noticesFile), thirdPartyNotices(root, components(root)))
}

/** Writes the bill of materials beside the packages; its path inside the repository. */
export function writeSbom(root: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const file = `dist/${name}-${version}.cdx.json`
  mkdirSync(join(root, 'dist'), { recursive: true })
  const document = cycloneDx({ name, version, licence: license }, components(root))
  writeFileSync(join(root, file), `${JSON.stringify(document, null, 2)}\n`)
  return file
}
