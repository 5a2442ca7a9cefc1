import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ConfigPlace } from '../../../shared/contract/config.ts'
import { AppError } from '../../../shared/errors.ts'
import type { HostId, SiteId } from '../../../shared/ids.ts'
import { configSettings } from '../../../shared/settings/config.ts'
import { systemClock } from '../clock.ts'
import { HostRegistry } from '../hosts/index.ts'
import { createLog } from '../log.ts'
import { PersonSettings } from '../personSettings.ts'
import { Policies } from '../policies/index.ts'
import { temporaryStore } from '../testing/store.ts'
import { Config, exportConfig, planImport, planReset } from './index.ts'

const log = createLog('silent')
const everywhere: ConfigPlace = { kind: 'installation' }
let owned: ReturnType<typeof temporaryStore>
let registry: HostRegistry
let config: Config
let policies: Policies
let person: PersonSettings
let site: SiteId
let host: HostId

const open = () => {
  registry = new HostRegistry({ store: owned.store, clock: systemClock, log })
  config = new Config({ registry, store: owned.store, log })
  policies = new Policies({ store: owned.store, log })
  person = new PersonSettings(owned.store.settings, log)
}
beforeEach(() => {
  owned = temporaryStore()
  open()
  site = registry.createSite({ name: 'berlin' }).id
  host = registry.add({ uri: 'test:///default', name: 'kvm1', siteId: site }).id
})
afterEach(async () => {
  await registry.close()
  owned[Symbol.dispose]()
})
const parts = () => ({ config, registry, policies })
const codeOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
  return 'done'
}

test('every setting has one key in its section, a value that fits, and its bounds', () => {
  const entries = config.list(everywhere, person)
  expect(entries.map(entry => entry.key)).toEqual(configSettings.map(setting => setting.key))
  expect(new Set(entries.map(entry => entry.key)).size).toBe(entries.length)
  for (const { schema, byDefault, key, section } of configSettings) {
    expect(key.startsWith(`${section}.`)).toBe(true)
    expect(schema.safeParse(byDefault).success, key).toBe(true)
  }
  expect(config.get('monitoring.tickMs', everywhere, person)).toMatchObject({
    kind: 'number',
    value: 2000,
    own: false,
    min: 500,
    max: 600_000,
    unit: 'ms',
    places: ['installation', 'site', 'host'],
  })
})

test('a value is said at a place, inherited below it with who says so, and taken back', () => {
  const key = 'connections.keepaliveSeconds'
  const at = { kind: 'host', hostId: host } as const
  expect(config.get(key, at, person)).toMatchObject({ value: 5, own: false, inherited: 5, from: null })
  config.set(key, everywhere, 9, person)
  expect(config.get(key, at, person)).toMatchObject({ value: 9, own: false, from: 'the settings' })
  config.set(key, { kind: 'site', siteId: site }, 11, person)
  expect(config.get(key, at, person)).toMatchObject({ value: 11, inherited: 11, from: 'site berlin' })
  config.set(key, at, 13, person)
  expect(config.get(key, at, person)).toMatchObject({ value: 13, own: true, inherited: 11 })
  expect(registry.get(host)?.options).toEqual({ keepaliveSeconds: 13 })
  config.set(key, at, null, person)
  expect(config.get(key, at, person)).toMatchObject({ value: 11, own: false })
  expect(registry.get(host)?.options).toEqual({})
})

test.each([
  ['monitoring.tickMs', 'soon'],
  ['monitoring.tickMs', 10],
  ['monitoring.tickMs', Number.NaN],
  ['monitoring.changeDays', 0],
  ['connections.transport', 'pigeon'],
  ['connections.jump', 'one'],
  ['connections.jump', [1]],
  ['connections.readOnly', 'yes'],
  ['general.theme', {}],
  ['general.tray', 'yes'],
])('%s can’t be %j, and nothing changes', (key, value) => {
  const before = config.get(key, everywhere, person)
  expect(codeOf(() => config.set(key, everywhere, value, person))).toBe('input.invalid')
  expect(config.get(key, everywhere, person)).toEqual(before)
})

test('what holds for everything is not said by a site, and unknown keys and places are named', () => {
  const at = { kind: 'site', siteId: site } as const
  expect(codeOf(() => config.set('monitoring.changeDays', at, 3, person))).toBe('input.invalid')
  expect(codeOf(() => config.set('general.theme', at, 'dark', person))).toBe('input.invalid')
  expect(codeOf(() => config.set('no.such', everywhere, 3, person))).toBe('name.unknown')
  expect(codeOf(() => config.set('__proto__', everywhere, 3, person))).toBe('name.unknown')
  expect(codeOf(() => config.list({ kind: 'host', hostId: site as unknown as HostId }, person))).toBe(
    'host.unknown',
  )
})

test('a person’s own setting is a part of what they keep, and leaves the rest alone', () => {
  person.set('view', { theme: 'light', railWidth: 300 })
  expect(config.get('general.theme', everywhere, person)).toMatchObject({
    value: 'light',
    own: true,
    owner: 'person',
  })
  config.set('general.theme', everywhere, 'dark', person)
  expect(person.get('view')).toEqual({ theme: 'dark', railWidth: 300 })
  config.set('general.theme', everywhere, null, person)
  expect(person.get('view')).toEqual({ railWidth: 300 })
  config.set('general.language', everywhere, 'de', person)
  expect(person.get('language')).toBe('de')
  config.set('general.language', everywhere, 'auto', person)
  expect(person.get('language')).toBeNull()
  config.set('notifications.hosts', everywhere, false, person)
  expect(person.get('desktop')).toEqual({ notifyHosts: false })
})

test('what an older or newer version stored and does not fit is as if it were not there', () => {
  owned.store.settings.set('config', { 'monitoring.changeDays': 'many', 'monitoring.eventsKept': 200, x: 1 })
  expect(config.retention()).toEqual({ eventsKept: 200, changesKept: 20_000, changeDays: 90 })
  owned.store.settings.set('config', 'nonsense')
  expect(config.retention().eventsKept).toBe(4_000)
})

test('what was exported comes back as it was, on another installation too', () => {
  config.set('monitoring.changeDays', everywhere, 30, person)
  config.set('connections.jump', { kind: 'site', siteId: site }, ['bastion'], person)
  config.set('connections.keepaliveSeconds', { kind: 'host', hostId: host }, 7, person)
  policies.set({ ...policies.get(), productionColour: 'violet' })
  person.set('view', { lastAddress: '#/secret' })
  const text = exportConfig(parts())
  expect(text).not.toContain('secret')
  expect(planImport(text, parts()).changes).toEqual([])
  planReset(null, parts()).apply()
  registry.updateSite(site, { options: {} })
  registry.update(host, { options: {} })
  policies.set({ ...policies.get(), productionColour: 'red' })
  const plan = planImport(text, parts())
  expect(plan.problems).toEqual([])
  expect(plan.changes).toEqual([
    { key: 'monitoring.changeDays', place: 'everywhere', from: null, to: 30 },
    { key: 'connections.jump', place: 'site berlin', from: null, to: ['bastion'] },
    { key: 'connections.keepaliveSeconds', place: 'host kvm1', from: null, to: 7 },
    { key: 'policies.productionColour', place: 'everywhere', from: 'red', to: 'violet' },
  ])
  expect(config.retention().changeDays).toBe(90)
  plan.apply()
  expect(exportConfig(parts())).toBe(text)
})

test('a document’s wrong parts are told and left out; the rest is taken', () => {
  const text = JSON.stringify({
    format: 'novacron.config',
    version: 1,
    installation: {
      'monitoring.changeDays': 12,
      'monitoring.eventsKept': 'all',
      'no.such': 1,
      'general.theme': 'dark',
      __proto__x: 1,
    },
    sites: [
      { path: 'nowhere', values: {} },
      { path: 'berlin', values: { 'monitoring.changeDays': 4, 'connections.readOnly': true } },
    ],
    hosts: [{ name: '<img src=x onerror=alert(1)>', values: {} }],
    policies: { productionColour: 'pink' },
    later: true,
  })
  const plan = planImport(text, parts())
  expect(plan.changes.map(({ key }) => key)).toEqual(['monitoring.changeDays', 'connections.readOnly'])
  expect(plan.problems).toHaveLength(8)
  expect(plan.problems.at(-1)).toContain('policies don’t fit')
  expect(config.retention().changeDays).toBe(90)
})

test.each([
  ['nothing', ''],
  ['no JSON', '{"format":'],
  ['an array', '[]'],
  ['null', 'null'],
  ['another program’s', '{"format":"other","version":1}'],
  ['a newer version’s', '{"format":"novacron.config","version":2,"installation":{}}'],
  ['values that are a list', '{"format":"novacron.config","version":1,"installation":[1]}'],
  [
    'deeply nested',
    `{"format":"novacron.config","version":1,"sites":${'['.repeat(5000)}${']'.repeat(5000)}}`,
  ],
  ['too large', ' '.repeat(1_000_001)],
  ['a hundred megabytes', ' '.repeat(100_000_000)],
])('a document that is %s is refused whole, in a sentence', (_what, text) => {
  try {
    planImport(text, parts())
  } catch (error) {
    expect(error).toMatchObject({ code: 'input.invalid', data: { field: 'text' } })
    expect(String(error).length).toBeLessThan(300)
    return
  }
  throw new Error('it was taken')
})

test('thousands of problems are told as a hundred', () => {
  const installation = Object.fromEntries(
    Array.from({ length: 5_000 }, (_each, index) => [`no.${index}`, index]),
  )
  const text = JSON.stringify({ format: 'novacron.config', version: 1, installation })
  expect(planImport(text, parts()).problems).toHaveLength(101)
})

test('a section is reset without touching another', () => {
  config.set('monitoring.changeDays', everywhere, 30, person)
  config.set('connections.keepaliveSeconds', everywhere, 9, person)
  const plan = planReset('monitoring', parts())
  expect(plan.changes).toEqual([{ key: 'monitoring.changeDays', place: 'everywhere', from: 30, to: null }])
  plan.apply()
  expect(config.said(everywhere)).toEqual({ 'connections.keepaliveSeconds': 9 })
})
