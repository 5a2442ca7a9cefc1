import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ContractClient } from '../../../shared/contract/client.ts'
import { ConnectionSettings, StoredData } from '../../../shared/contract/index.ts'
import { type Core, createCore } from '../core.ts'
import { createLog } from '../log.ts'
import { ownerCaller } from './caller.ts'
import { createRouter } from './router.ts'

let folder: string
let core: Core
let client: ContractClient
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'novacron-settings-'))
  core = await createCore({ folder, log: createLog('silent'), shell: 'test' })
  client = createRouterClient(createRouter(core), {
    context: { caller: ownerCaller('test'), log: core.log },
  })
})
afterAll(async () => {
  await core.close()
  rmSync(folder, { recursive: true, force: true })
})

test('connection settings: built in, then every host, then the sites, each with who says it', async () => {
  const outer = await client.sites.create({ name: 'Frankfurt' })
  const inner = await client.sites.create({ name: 'Rack 3', parentId: outer.id })
  await client.sites.update({ siteId: outer.id, options: { readOnly: true } })
  await client.settings.setConnectionDefaults({ options: { tickMs: 4_000 } })
  const settings = await client.settings.connections()
  expect(ConnectionSettings.parse(settings)).toEqual(settings)
  expect(settings.fleet).toMatchObject({ own: { tickMs: 4_000 }, inherited: { tickMs: 2_000 }, sources: {} })
  expect(settings.sites.map(site => site.path)).toEqual(['Frankfurt', 'Frankfurt / Rack 3'])
  expect(settings.sites[1]).toMatchObject({
    own: {},
    inherited: { tickMs: 4_000, readOnly: true, transport: 'builtin' },
    sources: { tickMs: 'the settings', readOnly: 'site Frankfurt' },
  })
  const host = await client.hosts.add({ uri: 'qemu+ssh://ops@kvm1.example.test/system', siteId: inner.id })
  expect(core.registry.options(host.id).options).toMatchObject({ tickMs: 4_000, readOnly: true })
  await client.settings.setConnectionDefaults({ options: {} })
  expect(core.registry.options(host.id).options.tickMs).toBe(2_000)
  await expect(client.settings.setConnectionDefaults({ options: { tickMs: 1 } })).rejects.toThrow()
})

test('says what the data folder holds, host by host, and looks it over', async () => {
  const data = await client.settings.data()
  expect(StoredData.parse(data)).toEqual(data)
  expect(data).toMatchObject({ folder, counts: { sites: 2, hosts: 1, machines: 0 }, notices: [] })
  expect(data.databaseBytes).toBeGreaterThan(4_096)
  expect(data.hosts).toMatchObject([{ name: 'kvm1', machines: 0, versions: 0, asOfMs: null }])
  expect(await client.settings.verify()).toEqual({ problems: [] })
})

test('the list of hosts leaves in three forms, harmless to a spreadsheet', async () => {
  await client.hosts.add({ uri: 'qemu+ssh://ops@kvm2.example.test/system', name: '=cmd(), "two"' })
  const json = await client.settings.exportHosts({ format: 'json' })
  expect(JSON.parse(json.text).hosts).toContainEqual({
    name: 'kvm1',
    site: ['Frankfurt', 'Rack 3'],
    uri: 'qemu+ssh://ops@kvm1.example.test/system',
    autoConnect: true,
    options: {},
  })
  const csv = await client.settings.exportHosts({ format: 'csv' })
  expect(csv).toMatchObject({ count: 2, fileName: 'hosts.csv' })
  expect(csv.text).toContain(`"'=cmd(), ""two""",,qemu+ssh://ops@kvm2.example.test/system,{}\r\n`)
  const uris = await client.settings.exportHosts({ format: 'uris' })
  expect(uris.text.split('\n').filter(Boolean)).toHaveLength(2)
})

test('diagnostics hold counts and codes, and nothing that names anybody', async () => {
  const { text } = await client.settings.diagnostics()
  expect(text).toContain(`NovaCron: ${core.version}`)
  expect(text).toContain('Hosts: 2')
  expect(text).toContain('Reached by: qemu+ssh 2')
  for (const secret of ['kvm1', 'ops', 'example', 'Frankfurt', folder]) expect(text).not.toContain(secret)
})
