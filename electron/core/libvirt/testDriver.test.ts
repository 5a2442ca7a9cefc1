import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectUnix, libvirtdMissing, startLibvirtd, type TestLibvirtd } from '../testing/libvirtd.ts'
import { connectLibvirt, type LibvirtClient } from './client.ts'
import { domainState, domainStateName, domainStateReason } from './constants/domainStates.ts'
import { domainLifecycleEvent, domainStoppedDetail, networkLifecycleEvent } from './constants/events.ts'
import { feature } from './constants/features.ts'
import { events } from './events.ts'
import { remote } from './remote/index.ts'
import { virsh, virshLines } from './testing/virsh.ts'
import { uuidBytes, uuidText } from './uuid.ts'

const all = { needResults: 1, flags: 0 }

describe.skipIf(libvirtdMissing() !== null)(
  `a real libvirtd’s test driver (${libvirtdMissing() ?? 'present'})`,
  () => {
    let daemon: TestLibvirtd
    let libvirt: LibvirtClient
    let uri: string

    beforeAll(async () => {
      daemon = await startLibvirtd()
      uri = daemon.clientUri('test', '/default')
      libvirt = connectLibvirt(await connectUnix(daemon.socket))
      await libvirt.open({ uri: 'test:///default' })
    })
    afterAll(async () => {
      await libvirt?.close()
      await daemon?.stop()
    })

    test('tells what virsh tells of itself', async () => {
      const { hostname } = await libvirt.call(remote.connectGetHostname)
      expect(hostname).toBe((await virsh(uri, 'hostname')).trim())
      const { libVer } = await libvirt.call(remote.connectGetLibVersion)
      const version = Number(libVer)
      const dotted = [version / 1_000_000, (version / 1000) % 1000, version % 1000].map(Math.floor).join('.')
      expect(await virsh(uri, 'version')).toContain(`Using library: libvirt ${dotted}`)
      expect((await libvirt.call(remote.connectGetType)).type).toBe('TEST')
      expect((await libvirt.call(remote.connectGetCapabilities)).capabilities).toBe(
        (await virsh(uri, 'capabilities')).replace(/\n$/, ''),
      )
      const node = await libvirt.call(remote.nodeGetInfo)
      const printed = await virsh(uri, 'nodeinfo')
      expect(printed).toMatch(new RegExp(`CPU model: +${node.model}\n`))
      expect(printed).toMatch(new RegExp(`Memory size: +${node.memory} KiB`))
      expect(printed).toMatch(new RegExp(`CPU\\(s\\): +${node.cpus}\n`))
    })

    test('lists what virsh lists', async () => {
      const domains = (await libvirt.call(remote.connectListAllDomains, all)).domains
      expect(domains.map(one => one.name).sort()).toEqual(await virshLines(uri, 'list', '--all', '--name'))
      expect(domains.map(one => uuidText(one.uuid)).sort()).toEqual(
        await virshLines(uri, 'list', '--all', '--uuid'),
      )
      const { nets } = await libvirt.call(remote.connectListAllNetworks, all)
      expect(nets.map(one => one.name).sort()).toEqual(await virshLines(uri, 'net-list', '--all', '--name'))
      const { pools } = await libvirt.call(remote.connectListAllStoragePools, all)
      expect(pools.map(one => one.name).sort()).toEqual(await virshLines(uri, 'pool-list', '--all', '--name'))
      const { ifaces } = await libvirt.call(remote.connectListAllInterfaces, all)
      const printed = await virshLines(uri, 'iface-list', '--all')
      expect(ifaces.map(one => one.name).sort()).toEqual(printed.map(line => line.split(/\s+/)[0]))
    })

    test('finds a domain by name, id and UUID, with its XML and state', async () => {
      const { dom } = await libvirt.call(remote.domainLookupByName, { name: 'test' })
      expect(await libvirt.call(remote.domainLookupById, { id: dom.id })).toEqual({ dom })
      const uuid = uuidBytes('6695eb01-f6a4-8304-79aa-97f2502e193f')
      expect(await libvirt.call(remote.domainLookupByUuid, { uuid })).toEqual({ dom })
      const { xml } = await libvirt.call(remote.domainGetXmlDesc, { dom, flags: 0 })
      expect(xml.trim()).toBe((await virsh(uri, 'dumpxml', 'test')).trim())
      const { state, reason } = await libvirt.call(remote.domainGetState, { dom, flags: 0 })
      expect(state).toBe(domainState.running)
      expect(`${domainStateName(state)} (${domainStateReason(state, reason)})`).toBe(
        (await virsh(uri, 'domstate', '--reason', 'test')).trim(),
      )
    })

    test('answers an unknown domain with libvirt’s own error', async () => {
      await expect(libvirt.call(remote.domainLookupByName, { name: 'nobody' })).rejects.toMatchObject({
        name: 'LibvirtError',
        codeName: 'noDomain',
        domainName: 'test',
        level: 2,
        procedure: 'domainLookupByName',
      })
    })

    test('takes an unlimited pipeline of calls', async () => {
      const { dom } = await libvirt.call(remote.domainLookupByName, { name: 'test' })
      const calls = Array.from({ length: 300 }, () =>
        libvirt.call(remote.domainGetXmlDesc, { dom, flags: 0 }),
      )
      const texts = new Set((await Promise.all(calls)).map(({ xml }) => xml))
      expect(texts.size).toBe(1)
    })

    test('sends domain and network events with their payloads', async () => {
      const seen: [number, number][] = []
      const networks: number[] = []
      const { dom } = await libvirt.call(remote.domainLookupByName, { name: 'test' })
      const domainSub = await libvirt.on(events.domainLifecycle, { dom }, event =>
        seen.push([event.event, event.detail]),
      )
      const netSub = await libvirt.on(events.networkLifecycle, {}, event => networks.push(event.event))
      await libvirt.call(remote.domainDestroy, { dom })
      await libvirt.call(remote.domainCreate, { dom })
      const { net } = await libvirt.call(remote.networkLookupByName, { name: 'default' })
      await libvirt.call(remote.networkDestroy, { net })
      await libvirt.call(remote.networkCreate, { net })
      await expect
        .poll(() => networks)
        .toEqual([networkLifecycleEvent.stopped, networkLifecycleEvent.started])
      expect(seen).toEqual([
        [domainLifecycleEvent.stopped, domainStoppedDetail.destroyed],
        [domainLifecycleEvent.started, 0],
      ])
      await domainSub.close()
      await netSub.close()
      await libvirt.call(remote.domainSuspend, { dom })
      await libvirt.call(remote.domainResume, { dom })
      expect(seen).toHaveLength(2)
    })

    test('takes registrations for every kind of object it has', async () => {
      const nothing = () => undefined
      const subscriptions = [
        await libvirt.on(events.storagePoolLifecycle, {}, nothing),
        await libvirt.on(events.storagePoolRefresh, {}, nothing),
        await libvirt.on(events.nodeDeviceLifecycle, {}, nothing),
        await libvirt.on(events.nodeDeviceUpdate, {}, nothing),
      ]
      for (const subscription of subscriptions) {
        await subscription.close()
        await subscription.close()
      }
    })

    test('keeps snapshots', async () => {
      const { dom } = await libvirt.call(remote.domainLookupByName, { name: 'test' })
      const xmlDesc = '<domainsnapshot><name>before</name></domainsnapshot>'
      const { snap } = await libvirt.call(remote.domainSnapshotCreateXml, { dom, xmlDesc, flags: 0 })
      const { snapshots } = await libvirt.call(remote.domainListAllSnapshots, { dom, ...all })
      expect(snapshots).toEqual([snap])
      expect(snap).toMatchObject({ name: 'before', dom: { name: 'test' } })
      expect((await libvirt.call(remote.domainSnapshotGetXmlDesc, { snap, flags: 0 })).xml).toContain(
        'before',
      )
      await libvirt.call(remote.domainSnapshotDelete, { snap, flags: 0 })
      expect((await libvirt.call(remote.domainSnapshotNum, { dom, flags: 0 })).num).toBe(0)
    })

    test('tells typed parameters, features and counters', async () => {
      const { dom } = await libvirt.call(remote.domainLookupByName, { name: 'test' })
      const { retStats } = await libvirt.call(remote.connectGetAllDomainStats, {
        doms: [dom],
        stats: 1,
        flags: 0,
      })
      expect(retStats).toHaveLength(1)
      expect(retStats[0]?.params).toContainEqual({
        field: 'state.state',
        type: 'int',
        value: domainState.running,
      })
      expect(await libvirt.supports(feature.programKeepalive)).toBe(true)
      expect(await libvirt.supports(feature.remoteEventCallback)).toBe(true)
      expect(await libvirt.supports(feature.migrationP2p)).toBe(false)
      const { traffic } = libvirt
      expect(traffic.rttMs).toBeGreaterThan(0)
      expect(traffic.bytesIn).toBeGreaterThan(traffic.calls * 28)
    })

    test('lets nothing change on a read-only connection', async () => {
      await using readOnly = connectLibvirt(await connectUnix(daemon.readOnlySocket))
      await readOnly.open({ uri: 'test:///default', readOnly: true })
      const { dom } = await readOnly.call(remote.domainLookupByName, { name: 'test' })
      await expect(readOnly.call(remote.domainDestroy, { dom })).rejects.toMatchObject({
        codeName: 'operationDenied',
      })
    })

    test('refuses a URI that no driver takes', async () => {
      await using other = connectLibvirt(await connectUnix(daemon.socket))
      await expect(other.open({ uri: 'nosuch:///system' })).rejects.toMatchObject({ codeName: 'noConnect' })
    })

    test('is found dead by keepalive when it hangs, and others’ connections are not touched', async () => {
      await using frozen = await startLibvirtd()
      const keepalive = { intervalMs: 60, count: 3 }
      await using client = connectLibvirt(await connectUnix(frozen.socket), { keepalive })
      await client.open({ uri: 'test:///default' })
      frozen.freeze()
      const call = client.call(remote.connectGetHostname)
      await expect(call).rejects.toMatchObject({ kind: 'dead' })
      expect(await client.closed).toMatchObject({ kind: 'dead' })
      expect((await libvirt.call(remote.connectGetType)).type).toBe('TEST')
    })

    test('that is killed closes its connections', async () => {
      const killed = await startLibvirtd()
      const client = connectLibvirt(await connectUnix(killed.socket))
      await client.open({ uri: 'test:///default' })
      process.kill(killed.pid, 'SIGKILL')
      expect((await client.closed)?.kind).toMatch(/closed|transport/)
      await killed.stop()
    })
  },
)
