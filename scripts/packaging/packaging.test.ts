import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { components } from './components.ts'
import { thirdPartyNotices } from './notices.ts'
import { cycloneDx } from './sbom.ts'

const root = join(import.meta.dirname, '../..')
const packages = components(root)
const product = { name: 'novacron', version: '0.1.0', licence: 'Apache-2.0' }

test('knows of each package where it is, what it was when downloaded, and what it needs', () => {
  expect(packages.length).toBeGreaterThan(40)
  for (const each of packages) {
    expect(each.sha512, each.name).toMatch(/^[0-9a-f]{128}$/)
    expect(each.path.endsWith(`node_modules/${each.name}`), each.path).toBe(true)
  }
  expect(packages.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['electron', 'react', 'ssh2', 'commander']),
  )
})

test('the notices hold the licence texts of what is installed', () => {
  const text = thirdPartyNotices(root, packages)
  for (const { name, version } of packages) expect(text).toContain(`\n${name} ${version}\n`)
  const silent = packages.filter(each => existsSync(join(root, each.path)) && !text.includes(`${each.name} `))
  expect(silent).toEqual([])
  expect(text).toContain('Permission is hereby granted')
})

test('the bill of materials names each package once and every reference leads somewhere', () => {
  const bom = cycloneDx(product, packages)
  const refs = bom.components.map(each => each['bom-ref'])
  expect(new Set(refs).size).toBe(refs.length)
  const known = new Set([bom.metadata.component['bom-ref'], ...refs])
  expect(
    bom.dependencies.flatMap(each => [each.ref, ...each.dependsOn]).filter(ref => !known.has(ref)),
  ).toEqual([])
  const reached = new Set<string>()
  const walk = (ref: string): void => {
    if (reached.has(ref)) return
    reached.add(ref)
    for (const next of bom.dependencies.find(each => each.ref === ref)?.dependsOn ?? []) walk(next)
  }
  walk(bom.metadata.component['bom-ref'])
  expect(reached.size).toBe(known.size)
  expect(bom.components.find(each => each.name === 'server')).toMatchObject({
    group: '@orpc',
    purl: expect.stringMatching(/^pkg:npm\/%40orpc\/server@/),
    licenses: [{ license: { id: 'MIT' } }],
  })
})

test('the same product has the same document, another one another', () => {
  expect(cycloneDx(product, packages)).toEqual(cycloneDx(product, packages))
  const other = cycloneDx(product, packages.slice(1)).serialNumber
  expect(other).not.toBe(cycloneDx(product, packages).serialNumber)
  expect(other).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
