import { expect, test } from 'vitest'
import type { SiteId } from '../../../shared/ids.ts'
import type { HostOptions, Site } from '../../../shared/models/host.ts'
import { defaultOptions, resolveOptions, siteChain, sourceWords, wouldCircle } from './options.ts'

const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}` as SiteId
const site = (n: number, parent: number | null, options: HostOptions = {}): Site => ({
  id: id(n),
  parentId: parent === null ? null : id(parent),
  name: `site${n}`,
  production: false,
  options,
})
const map = (...sites: Site[]) => new Map(sites.map(one => [one.id, one]))

test('a host without a site has the defaults, and they have no source to show', () => {
  const { options: values, sources } = resolveOptions({ siteId: null, options: {} }, map())
  expect(values).toEqual(defaultOptions)
  expect(sourceWords(sources.tickMs)).toBeNull()
  expect(sources.jump).toBeUndefined()
})

test('the nearest layer decides, option by option, and says who it was', () => {
  const sites = map(
    site(1, null, { jump: ['gate'], tickMs: 5_000, readOnly: true }),
    site(2, 1, { tickMs: 3_000, identityFiles: ['/keys/site'] }),
  )
  const { options: values, sources } = resolveOptions(
    { siteId: id(2), options: { readOnly: false, jump: [] } },
    sites,
  )
  expect(values).toMatchObject({ jump: [], tickMs: 3_000, readOnly: false, identityFiles: ['/keys/site'] })
  expect(sourceWords(sources.jump)).toBe('this host')
  expect(sourceWords(sources.tickMs)).toBe('site site2')
  expect(resolveOptions({ siteId: id(2), options: {} }, sites).sources.readOnly).toEqual({
    kind: 'site',
    siteId: id(1),
    name: 'site1',
  })
})

test('what the settings say of every host stands between the sites and the defaults', () => {
  const sites = map(site(1, null, { tickMs: 5_000 }))
  const { options: values, sources } = resolveOptions({ siteId: id(1), options: {} }, sites, {
    tickMs: 9_000,
    readOnly: true,
  })
  expect(values).toMatchObject({ tickMs: 5_000, readOnly: true, transport: 'builtin' })
  expect(sourceWords(sources.readOnly)).toBe('the settings')
  expect(sourceWords(sources.tickMs)).toBe('site site1')
  expect(sourceWords(sources.transport)).toBeNull()
})

test('an explicit undefined inherits', () => {
  const sites = map(site(1, null, { tickMs: 7_000 }))
  const { options: values } = resolveOptions(
    { siteId: id(1), options: { tickMs: undefined } as HostOptions },
    sites,
  )
  expect(values.tickMs).toBe(7_000)
})

test('sites that contain each other or miss their parent do not hang the chain', () => {
  const circle = map(site(1, 2), site(2, 1))
  expect(siteChain(id(1), circle).map(one => one.name)).toEqual(['site1', 'site2'])
  expect(siteChain(id(3), map(site(3, 9))).length).toBe(1)
})

test('a site may not move below itself', () => {
  const sites = map(site(1, null), site(2, 1), site(3, 2))
  expect(wouldCircle(id(1), id(3), sites)).toBe(true)
  expect(wouldCircle(id(1), id(1), sites)).toBe(true)
  expect(wouldCircle(id(3), id(1), sites)).toBe(false)
  expect(wouldCircle(id(3), null, sites)).toBe(false)
})
