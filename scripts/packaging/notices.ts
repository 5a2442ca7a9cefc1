import { type Component, licenceText } from './components.ts'

const LINE = '-'.repeat(78)

/** The text that goes with the product: every package with its licence, each whole text. Needs the packages installed. */
export function thirdPartyNotices(root: string, packages: readonly Component[]): string {
  const parts = packages.map(({ name, version, licence, path }) => {
    const text = licenceText(root, path)
    return `${LINE}\n${name} ${version}\n${licence}\n${LINE}\n\n${text ?? 'The package holds no text of its own.'}\n`
  })
  const head = [
    'NovaCron contains the following packages, each under its own licence.',
    'Electron is packed with Chromium; its parts are listed in LICENSES.chromium.html beside the program.',
  ]
  return `${head.join('\n')}\n\n${parts.join('\n')}`
}
