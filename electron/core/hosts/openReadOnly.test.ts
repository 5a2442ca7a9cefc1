import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ContractClient } from '../../../shared/contract/client.ts'
import type { HostId, RoleId } from '../../../shared/ids.ts'
import { createRouter } from '../api/router.ts'
import { type Core, createCore } from '../core.ts'
import { createLog } from '../log.ts'
import { libvirtdMissing, startLibvirtd, type TestLibvirtd } from '../testing/libvirtd.ts'
import { temporaryFolder } from '../testing/store.ts'
import { MemoryKeychain } from '../vault/testing/memoryKeychain.ts'
import { checkWritable } from './permission.ts'
import { eventually } from './testing/sshHost.ts'

const passphrase = 'wandering otter paints nine'
const never = new AbortController().signal

describe.skipIf(libvirtdMissing() !== null)('a core with people', () => {
  let daemon: TestLibvirtd
  const folder = temporaryFolder()
  let core: Core
  let hostId: HostId
  beforeAll(async () => {
    daemon = await startLibvirtd()
    core = await createCore({
      folder: folder.path,
      log: createLog('silent'),
      shell: 'test',
      keychain: new MemoryKeychain(),
    })
    core.start()
  })
  afterAll(async () => {
    await core?.close()
    await daemon?.stop()
    folder[Symbol.dispose]()
  })

  async function sit(): Promise<{ client: ContractClient; leave(): void }> {
    const seat = await core.people.sit({ shell: 'test', where: null })
    const context = { caller: { seat, shell: seat.shell }, log: core.log }
    return { client: createRouterClient(createRouter(core), { context }), leave: () => seat.close() }
  }
  const isReadOnly = () => core.registry.session(hostId).live?.readOnly
  const daemonRefuses = async () => {
    const { libvirt } = await core.registry.connection(hostId)
    try {
      await checkWritable(libvirt, never, 5_000)
      return false
    } catch (error) {
      expect(error).toMatchObject({ code: 'libvirt.denied' })
      return true
    }
  }

  test('opens a host as those who are there may use it, and as a policy says', async () => {
    const ada = await sit()
    hostId = (await ada.client.hosts.add({ uri: `test+unix:///default?socket=${daemon.socket}` })).id
    // Nobody has set up people: whoever opens the folder is its owner.
    await eventually('it is live', () => isReadOnly() === false)
    await ada.client.session.setUp({ mode: 'people', name: 'ada', displayName: 'Ada', passphrase })
    expect(await daemonRefuses()).toBe(false)
    const { id } = await ada.client.people.add({
      name: 'vic',
      displayName: 'Vic',
      passphrase: 'brisk lantern under gravel',
      groups: [],
    })
    await ada.client.people.addGrant({
      subject: { kind: 'person', id },
      roleId: 'viewer' as RoleId,
      scope: { kind: 'everything' },
    })
    const vic = await sit()
    await vic.client.session.signIn({ name: 'vic', passphrase: 'brisk lantern under gravel' })
    expect(isReadOnly()).toBe(false)
    await ada.client.session.signOut()
    await eventually('a viewer alone', () => isReadOnly() === true)
    expect(await daemonRefuses()).toBe(true)
    await ada.client.session.signIn({ name: 'ada', passphrase })
    expect(await daemonRefuses()).toBe(false)
    // A policy binds those who may as well.
    const site = await ada.client.sites.create({ name: 'fra' })
    await ada.client.hosts.update({ hostId, siteId: site.id })
    const policies = core.policies.get()
    core.policies.set({ ...policies, hosts: { ...policies.hosts, readOnlySites: [site.id] } })
    await eventually('the policy', () => isReadOnly() === true)
    const [view] = await ada.client.hosts.list()
    expect(view).toMatchObject({ readOnly: true })
    // Break-glass lifts it, and its end brings it back.
    const { hosts } = core.policies.get()
    const acts = { ...policies.acts, elevationRoles: ['admin' as RoleId] }
    core.policies.set({ ...policies, acts, hosts })
    const wish = { roleId: 'admin' as RoleId, reason: 'a disk is full', minutes: 15 }
    await ada.client.session.elevate({ ...wish, passphrase })
    await eventually('break-glass', () => isReadOnly() === false)
    expect(await daemonRefuses()).toBe(false)
    await ada.client.session.endElevation()
    await eventually('its end', () => isReadOnly() === true)
    // So do the host's way out of the site, and the site's own into one that is named.
    await ada.client.hosts.update({ hostId, siteId: null })
    await eventually('out of the site', () => isReadOnly() === false)
    const inner = await ada.client.sites.create({ name: 'rack' })
    await ada.client.hosts.update({ hostId, siteId: inner.id })
    await ada.client.sites.update({ siteId: inner.id, parentId: site.id })
    await eventually('below the site', () => isReadOnly() === true)
    core.policies.set(policies)
    expect(await daemonRefuses()).toBe(false)
  })

  test('who wants to act waits also where the rights are others again before it is open', async () => {
    const policies = core.policies.get()
    const { siteId } = core.registry.list().find(({ id }) => id === hostId) ?? {}
    if (!siteId) throw new Error('of no site')
    let isOpening = false
    const stop = core.registry.onHost(event => {
      if (event.type !== 'state' || event.state.stage !== 'version' || isOpening) return
      isOpening = true
      core.policies.set(policies)
    })
    try {
      core.policies.set({ ...policies, hosts: { ...policies.hosts, readOnlySites: [siteId] } })
      const live = await core.registry.connection(hostId)
      expect(isOpening).toBe(true)
      expect(live.readOnly).toBe(false)
    } finally {
      stop()
      core.policies.set(policies)
    }
  })
})
