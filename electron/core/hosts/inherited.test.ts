import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SiteId } from '../../../shared/ids.ts'
import { temporaryFolder } from '../testing/store.ts'
import { inheritedOptions } from './inherited.ts'
import { resolveOptions } from './options.ts'

const siteId = SiteId.parse('00000000-0000-4000-8000-000000000001')
const site = {
  id: siteId,
  parentId: null,
  name: 'fra',
  production: false,
  options: { jump: ['door.fra'], keepaliveCount: 7 },
}
const ofSite = resolveOptions({ siteId, options: {} }, new Map([[siteId, site]]))
const ofNobody = resolveOptions({ siteId: null, options: {} }, new Map())

test('names the site, the line of ssh config or the default behind each option', async () => {
  using folder = temporaryFolder()
  const config = join(folder.path, 'config')
  writeFileSync(
    config,
    'Host kvm1\n IdentityFile ~/.ssh/fleet\n ServerAliveInterval 9\n ServerAliveCountMax 2\n IdentityAgent none\n ProxyJump other\n Compression yes\n',
    { mode: 0o600 },
  )
  const said = await inheritedOptions('qemu+ssh://kvm1/system', ofSite, { sshConfigPath: config })
  const of = (option: string) => said.find(each => each.option === option)
  expect(of('jump')).toMatchObject({ value: 'door.fra', from: 'site', place: 'fra' })
  expect(of('keepaliveCount')).toMatchObject({ value: '7', from: 'site' })
  expect(of('keepaliveSeconds')).toMatchObject({ value: '9', from: 'sshConfig', place: `${config}:3` })
  expect(of('identityFiles')).toMatchObject({ from: 'sshConfig', place: `${config}:2` })
  expect(of('identityFiles')?.value).toMatch(/\.ssh\/fleet$/)
  expect(of('useAgent')).toMatchObject({ value: 'false', from: 'sshConfig' })
  expect(of('compression')).toMatchObject({ value: 'true', from: 'sshConfig', place: `${config}:7` })
  expect(of('tickMs')).toMatchObject({ value: '2000', from: 'default', place: null })
})

test('a key in the URI counts, a local daemon has no ssh, and half a URI is no error', async () => {
  const none = { sshConfigPath: null }
  const keyed = await inheritedOptions('qemu+ssh://kvm1/system?keyfile=/k', ofNobody, none)
  expect(keyed.find(each => each.option === 'identityFiles')).toMatchObject({ value: '/k', from: 'uri' })
  const local = await inheritedOptions('qemu:///system', ofNobody, none)
  expect(local.find(each => each.option === 'identityFiles')).toMatchObject({ value: '', from: 'default' })
  expect(await inheritedOptions('qemu+ss', ofNobody, none)).toHaveLength(12)
  expect(await inheritedOptions(null, ofNobody, none)).toHaveLength(12)
})
