import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectUnix, libvirtdMissing, startLibvirtd, type TestLibvirtd } from '../testing/libvirtd.ts'
import { connectLibvirt, type LibvirtClient } from './client.ts'
import { domainXmlFlags } from './constants/domain.ts'
import { migrateFlags, migrateParam } from './constants/migration.ts'
import { domainState } from './constants/domainStates.ts'
import { domainLifecycleEvent, secretLifecycleEvent, storagePoolLifecycleEvent } from './constants/events.ts'
import { NODE_CPU_STATS_ALL, NODE_MEMORY_STATS_ALL, storageVolTransferFlags } from './constants/resources.ts'
import { connectGetAllDomainStatsFlags, domainStatsGroup } from './constants/stats.ts'
import { LibvirtError } from './errors.ts'
import { events } from './events.ts'
import type { Procedure } from './program.ts'
import { qemu } from './qemu.ts'
import { remote } from './remote/index.ts'
import { onDomain, onDomainFlags, type RemoteDomain, type RemoteStoragePool } from './remote/shapes.ts'
import { callSized } from './sized.ts'
import { StreamHole } from './stream.ts'
import { guestXml, writeEchoDisk } from './testing/guest.ts'
import { virsh, virshLines } from './testing/virsh.ts'
import { paramMap, type TypedParam } from './typedParam.ts'

const all = { needResults: 1, flags: 0 }

describe.skipIf(libvirtdMissing() !== null)(
  `a real libvirtd with QEMU (${libvirtdMissing() ?? 'present'})`,
  () => {
    let daemon: TestLibvirtd
    let libvirt: LibvirtClient
    let uri: string

    beforeAll(async () => {
      daemon = await startLibvirtd()
      uri = daemon.clientUri('qemu', '/system')
      libvirt = connectLibvirt(await connectUnix(daemon.socket), { callTimeoutMs: 60_000 })
      await libvirt.open({ uri: 'qemu:///system' })
    })
    afterAll(async () => {
      await libvirt?.close()
      await daemon?.stop()
    })

    test('tells of the host what virsh tells', async () => {
      const { capabilities } = await libvirt.call(remote.connectGetCapabilities)
      expect(capabilities.trim()).toBe((await virsh(uri, 'capabilities')).trim())
      const asked = { emulatorbin: null, arch: null, machine: null, virttype: 'qemu', flags: 0 }
      const domain = await libvirt.call(remote.connectGetDomainCapabilities, asked)
      expect(domain.capabilities.trim()).toBe(
        (await virsh(uri, 'domcapabilities', '--virttype', 'qemu')).trim(),
      )
      const { params: cpu } = await callSized(libvirt, remote.nodeGetCpuStats, nparams => ({
        cpuNum: NODE_CPU_STATS_ALL,
        nparams,
        flags: 0,
      }))
      const fields = cpu.map(({ field }) => field)
      expect(fields).toEqual(expect.arrayContaining(['kernel', 'user', 'idle', 'iowait']))
      const { params: memory } = await callSized(libvirt, remote.nodeGetMemoryStats, nparams => ({
        cellNum: NODE_MEMORY_STATS_ALL,
        nparams,
        flags: 0,
      }))
      const total = memory.find(({ field }) => field === 'total')?.value
      expect(await virsh(uri, 'nodememstats')).toMatch(new RegExp(`total *: +${total} KiB`))
      const { devices } = await libvirt.call(remote.connectListAllNodeDevices, all)
      expect(devices.map(({ name }) => name).sort()).toEqual(await virshLines(uri, 'nodedev-list'))
      const { ifaces } = await libvirt.call(remote.connectListAllInterfaces, all)
      const printed = await virshLines(uri, 'iface-list', '--all')
      expect(ifaces.map(({ name }) => name).sort()).toEqual(printed.map(line => line.split(/\s+/)[0]))
    })

    describe('with a guest', () => {
      let dom: RemoteDomain

      beforeAll(async () => {
        const xml = guestXml('echo', await writeEchoDisk(daemon.folder))
        dom = (await libvirt.call(remote.domainDefineXml, { xml })).dom
        await libvirt.call(remote.domainCreate, { dom })
        dom = (await libvirt.call(remote.domainLookupByName, { name: 'echo' })).dom
      })
      afterAll(async () => {
        await libvirt.call(remote.domainDestroy, { dom })
        await libvirt.call(remote.domainUndefine, { dom })
      })

      test('reads the XML that virsh reads, live and inactive', async () => {
        const { xml } = await libvirt.call(remote.domainGetXmlDesc, { dom, flags: 0 })
        expect(xml.trim()).toBe((await virsh(uri, 'dumpxml', 'echo')).trim())
        const flags = domainXmlFlags.inactive
        const inactive = await libvirt.call(remote.domainGetXmlDesc, { dom, flags })
        expect(inactive.xml.trim()).toBe((await virsh(uri, 'dumpxml', '--inactive', 'echo')).trim())
      })

      test('decodes the statistics that virsh prints, to the last field', async () => {
        const stats =
          domainStatsGroup.state | domainStatsGroup.balloon | domainStatsGroup.vcpu | domainStatsGroup.block
        await virsh(uri, 'suspend', 'echo')
        const printed = await virshLines(uri, 'domstats', '--state', '--balloon', '--vcpu', '--block', 'echo')
        const { retStats } = await libvirt.call(remote.connectGetAllDomainStats, {
          doms: [dom],
          stats,
          flags: 0,
        })
        await virsh(uri, 'resume', 'echo')
        const ours = [...paramMap(retStats[0]?.params ?? [])].map(([field, value]) => `${field}=${value}`)
        const steady = (line: string) =>
          !/^(Domain|balloon\.(last-update|rss)|vcpu\.\d+\.(time|delay|wait))/.test(line)
        expect(ours.sort().filter(steady)).toEqual(printed.filter(steady))
        expect(ours.length).toBeGreaterThan(20)
      })

      test('takes statistics without waiting on a busy guest', async () => {
        const flags = connectGetAllDomainStatsFlags.nowait | connectGetAllDomainStatsFlags.running
        const { retStats } = await libvirt.call(remote.connectGetAllDomainStats, {
          doms: [],
          stats: 0,
          flags,
        })
        expect(retStats.map(({ dom: { name } }) => name)).toEqual(['echo'])
      })

      test('talks to its serial console both ways', async () => {
        const console = await libvirt.openStream(remote.domainOpenConsole, { dom, devName: null, flags: 1 })
        const echoed = new Promise<string>(resolve => {
          let text = ''
          console.on('data', (piece: Buffer) => {
            text += piece
            if (text.includes('~')) resolve(text)
          })
        })
        const line = 'The quick brown fox'
        const typing = setInterval(() => console.write('~'), 200)
        console.write(line)
        expect(await echoed).toContain('~')
        clearInterval(typing)
        console.destroy()
        const again = await libvirt.openStream(remote.domainOpenConsole, { dom, devName: null, flags: 1 })
        again.destroy()
      })

      test('takes a screenshot of its screen', async () => {
        const stream = await libvirt.openStream(remote.domainScreenshot, { dom, screen: 0, flags: 0 })
        expect(stream.reply.mime).toBe('image/png')
        const image = await buffer(stream)
        expect(image.subarray(1, 4).toString()).toBe('PNG')
        expect(image.subarray(-8, -4).toString()).toBe('IEND')
      })

      test('speaks to its monitor, and hears it', async () => {
        const cmd = JSON.stringify({ execute: 'query-status' })
        const { result } = await libvirt.call(qemu.domainMonitorCommand, { dom, cmd, flags: 0 })
        expect(JSON.parse(result)).toMatchObject({ return: { status: 'running' } })
        const seen: string[] = []
        const subscription = await libvirt.on(events.qemuMonitor, { dom, event: 'STOP' }, ({ event }) =>
          seen.push(event),
        )
        await libvirt.call(remote.domainSuspend, { dom })
        await libvirt.call(remote.domainResume, { dom })
        await expect.poll(() => seen).toEqual(['STOP'])
        await subscription.close()
        const agent = { dom, cmd: '{"execute":"guest-ping"}', timeout: 1, flags: 0 }
        await expect(libvirt.call(qemu.domainAgentCommand, agent)).rejects.toMatchObject({
          codeName: 'argumentUnsupported',
        })
      })

      test('hears of what others do to it', async () => {
        const seen: string[] = []
        const subscriptions = [
          await libvirt.on(events.domainLifecycle, { dom }, ({ event }) => seen.push(`lifecycle ${event}`)),
          await libvirt.on(events.domainReboot, { dom }, () => seen.push('reboot')),
          await libvirt.on(events.domainMetadataChange, { dom }, ({ type }) => seen.push(`metadata ${type}`)),
          await libvirt.on(events.domainBalloonChange, { dom }, ({ actual }) =>
            seen.push(`balloon ${actual}`),
          ),
          await libvirt.on(events.domainTunable, { dom }, ({ params }) => {
            for (const [field, value] of paramMap(params)) seen.push(`${field}=${value}`)
          }),
          await libvirt.on(events.domainDeviceAdded, { dom }, ({ devAlias }) =>
            seen.push(`added ${devAlias}`),
          ),
          await libvirt.on(events.domainDeviceRemoved, { dom }, ({ devAlias }) =>
            seen.push(`removed ${devAlias}`),
          ),
        ]
        await virsh(uri, 'suspend', 'echo')
        await virsh(uri, 'resume', 'echo')
        await virsh(uri, 'desc', 'echo', '--live', '--title', 'Echo')
        await virsh(uri, 'reset', 'echo')
        await virsh(uri, 'blkdeviotune', 'echo', 'hda', '--live', '--total-iops-sec', '1000')
        const device = join(daemon.folder, 'keyboard.xml')
        await writeFile(device, `<input type='keyboard' bus='usb'><alias name='ua-keys'/></input>`)
        await virsh(uri, 'attach-device', 'echo', device, '--live')
        await virsh(uri, 'detach-device', 'echo', device, '--live')
        const suspended = `lifecycle ${domainLifecycleEvent.suspended}`
        const resumed = `lifecycle ${domainLifecycleEvent.resumed}`
        await expect
          .poll(() => seen)
          .toEqual(
            expect.arrayContaining([
              suspended,
              resumed,
              'metadata 1',
              'added ua-keys',
              'removed ua-keys',
              'blkdeviotune.total_iops_sec=1000',
              'reboot',
            ]),
          )
        expect(seen.indexOf(suspended)).toBeLessThan(seen.indexOf(resumed))
        await Promise.all(subscriptions.map(subscription => subscription.close()))
      })

      test('answers everything that can be asked of a domain alone, in the shape of the table', async () => {
        const asking = Object.values(remote).filter(
          ({ args, name }) =>
            /Get|Is|Has|Num|List/.test(name) && (isOf(args, onDomain) || isOf(args, onDomainFlags)),
        ) as Procedure<{ dom: RemoteDomain; flags: number }, unknown>[]
        expect(asking.length).toBeGreaterThan(20)
        const outcomes = await Promise.allSettled(asking.map(one => libvirt.call(one, { dom, flags: 0 })))
        const answered = asking
          .filter((_, index) => outcomes[index]?.status === 'fulfilled')
          .map(({ name }) => name)
        expect(answered).toEqual(
          expect.arrayContaining(['domainGetInfo', 'domainGetOsType', 'domainIsPersistent']),
        )
        expect(answered.length).toBeGreaterThan(15)
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(LibvirtError)
        }
      })

      test('is refused a migration to where it already is, by the server and in its own words', async () => {
        const flags = migrateFlags.live | migrateFlags.peer2peer | migrateFlags.unsafe
        const params: TypedParam[] = [{ field: migrateParam.bandwidth, type: 'ullong', value: 100 }]
        const dconnuri = `qemu+unix:///system?socket=/run/libvirt/libvirt-sock`
        const migrating = libvirt.call(remote.domainMigratePerform3Params, {
          ...{ dom, dconnuri, params, flags },
          cookieIn: new Uint8Array(),
        })
        await expect(migrating).rejects.toThrow(/same host/)
      })

      test('is found shut off after a destroy, with its job and block figures before', async () => {
        const info = await libvirt.call(remote.domainGetBlockInfo, { dom, path: 'hda', flags: 0 })
        expect(await virsh(uri, 'domblkinfo', 'echo', 'hda')).toMatch(
          new RegExp(`Capacity: +${info.capacity}\n`),
        )
        const job = await libvirt.call(remote.domainGetJobStats, { dom, flags: 0 })
        expect(job.type).toBe(0)
        await libvirt.call(remote.domainDestroy, { dom })
        expect((await libvirt.call(remote.domainGetState, { dom, flags: 0 })).state).toBe(domainState.shutoff)
        await libvirt.call(remote.domainCreate, { dom })
      })
    })

    describe('with a storage pool', () => {
      let pool: RemoteStoragePool
      const volXml = (name: string, bytes: number) =>
        `<volume><name>${name}</name><capacity>${bytes}</capacity><allocation>0</allocation><target><format type='raw'/></target></volume>`

      beforeAll(async () => {
        await mkdir(join(daemon.folder, 'pool'))
        const xml = `<pool type='dir'><name>pool</name><target><path>${daemon.folder}/pool</path></target></pool>`
        pool = (await libvirt.call(remote.storagePoolDefineXml, { xml, flags: 0 })).pool
      })
      afterAll(async () => {
        await libvirt.call(remote.storagePoolDestroy, { pool })
        await libvirt.call(remote.storagePoolUndefine, { pool })
      })

      test('hears of it and lists what virsh lists', async () => {
        const seen: number[] = []
        let refreshed = 0
        const lifecycle = await libvirt.on(events.storagePoolLifecycle, {}, ({ event }) => seen.push(event))
        const refresh = await libvirt.on(events.storagePoolRefresh, { pool }, () => refreshed++)
        await virsh(uri, 'pool-start', 'pool')
        await virsh(uri, 'vol-create-as', 'pool', 'one.qcow2', '10M', '--format', 'qcow2')
        await virsh(uri, 'pool-refresh', 'pool')
        await expect.poll(() => refreshed).toBeGreaterThan(0)
        expect(seen).toEqual([storagePoolLifecycleEvent.started])
        const { vols } = await libvirt.call(remote.storagePoolListAllVolumes, { pool, ...all })
        expect(vols).toEqual([{ pool: 'pool', name: 'one.qcow2', key: `${daemon.folder}/pool/one.qcow2` }])
        const [vol] = vols
        if (vol === undefined) throw new Error('the volume is missing')
        const { xml } = await libvirt.call(remote.storageVolGetXmlDesc, { vol, flags: 0 })
        expect(xml.trim()).toBe((await virsh(uri, 'vol-dumpxml', '--pool', 'pool', 'one.qcow2')).trim())
        const info = await libvirt.call(remote.storagePoolGetInfo, { pool })
        expect(info.state).toBe(2)
        await Promise.all([lifecycle.close(), refresh.close()])
      })

      test('uploads and downloads what it was given', async () => {
        const content = randomBytes(3_000_001)
        const xml = volXml('data.img', content.length)
        const { vol } = await libvirt.call(remote.storageVolCreateXml, { pool, xml, flags: 0 })
        const transfer = { vol, offset: 0, length: 0, flags: 0 }
        await pipeline(Readable.from([content]), await libvirt.openStream(remote.storageVolUpload, transfer))
        const back = await buffer(await libvirt.openStream(remote.storageVolDownload, transfer))
        expect(back.equals(content)).toBe(true)
        const part = { ...transfer, offset: 1_000_000, length: 10 }
        const ten = await buffer(await libvirt.openStream(remote.storageVolDownload, part))
        expect(ten.equals(content.subarray(1_000_000, 1_000_010))).toBe(true)
      })

      test('keeps holes as holes, up and down', async () => {
        const { vol } = await libvirt.call(remote.storageVolCreateXml, {
          pool,
          xml: volXml('holes.img', 1 << 24),
          flags: 0,
        })
        const transfer = { vol, offset: 0, length: 0, flags: storageVolTransferFlags.sparseStream }
        const up = await libvirt.openStream(remote.storageVolUpload, transfer)
        const head = Buffer.alloc(65_536, 1)
        await pipeline(Readable.from([head, new StreamHole((1 << 24) - 65_536)]), up)
        const down = await libvirt.openStream(remote.storageVolDownload, transfer)
        let data = 0
        let holes = 0
        for await (const piece of down) {
          if (piece instanceof StreamHole) holes += Number(piece.length)
          else data += piece.length
        }
        expect(data + holes).toBe(1 << 24)
        expect(data).toBe(65_536)
      })

      test('a download given up leaves the connection as it was', async () => {
        const { vol } = await libvirt.call(remote.storageVolCreateXml, {
          pool,
          xml: volXml('big.img', 1 << 26),
          flags: 0,
        })
        const stream = await libvirt.openStream(remote.storageVolDownload, {
          vol,
          offset: 0,
          length: 0,
          flags: 0,
        })
        for await (const piece of stream) if (piece.length > 0) break
        expect(stream.destroyed).toBe(true)
        const { vols } = await libvirt.call(remote.storagePoolListAllVolumes, { pool, ...all })
        expect(vols.map(({ name }) => name)).toContain('big.img')
      })

      test('a volume that is not there fails the call, not the connection', async () => {
        const vol = { pool: 'pool', name: 'none', key: '/none' }
        const opening = libvirt.openStream(remote.storageVolDownload, { vol, offset: 0, length: 0, flags: 0 })
        await expect(opening).rejects.toMatchObject({ codeName: 'noStorageVol' })
      })
    })

    test('keeps secrets and tells of them', async () => {
      const seen: string[] = []
      const subscriptions = [
        await libvirt.on(events.secretLifecycle, {}, ({ event }) => seen.push(`lifecycle ${event}`)),
        await libvirt.on(events.secretValueChanged, {}, ({ secret }) => seen.push(`value ${secret.usageID}`)),
      ]
      const xml = `<secret ephemeral='no' private='no'><usage type='volume'><volume>/disk</volume></usage></secret>`
      const { secret } = await libvirt.call(remote.secretDefineXml, { xml, flags: 0 })
      const value = Uint8Array.of(0, 1, 254, 255)
      await libvirt.call(remote.secretSetValue, { secret, value, flags: 0 })
      expect((await libvirt.call(remote.secretGetValue, { secret, flags: 0 })).value).toEqual(value)
      await libvirt.call(remote.secretUndefine, { secret })
      const { defined, undefined: gone } = secretLifecycleEvent
      await expect.poll(() => seen).toEqual([`lifecycle ${defined}`, 'value /disk', `lifecycle ${gone}`])
      await Promise.all(subscriptions.map(subscription => subscription.close()))
    })

    test('defines networks and filters, and has no leases where nothing runs', async () => {
      const xml = `<network><name>quiet</name><bridge name='ncq0'/><ip address='10.9.8.1' netmask='255.255.255.0'/></network>`
      const { net } = await libvirt.call(remote.networkDefineXml, { xml })
      const { nets } = await libvirt.call(remote.connectListAllNetworks, all)
      expect(nets.map(({ name }) => name)).toEqual(await virshLines(uri, 'net-list', '--all', '--name'))
      const { leases } = await libvirt.call(remote.networkGetDhcpLeases, { net, mac: null, ...all })
      expect(leases).toEqual([])
      await libvirt.call(remote.networkUndefine, { net })
      const { filters } = await libvirt.call(remote.connectListAllNwfilters, all)
      expect(filters).toHaveLength((await virshLines(uri, 'nwfilter-list')).length)
    })

    test('names with any character libvirt allows come back as they went', async () => {
      const name = `ünï ☃ 'quo"te' <&> ${'x'.repeat(40)}`
      const escaped = name.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
      const { dom } = await libvirt.call(remote.domainDefineXml, { xml: guestXml(escaped) })
      expect(dom.name).toBe(name)
      expect((await libvirt.call(remote.domainLookupByName, { name })).dom).toEqual(dom)
      await libvirt.call(remote.domainUndefine, { dom })
    })
  },
)

function isOf(codec: unknown, shape: unknown): boolean {
  return codec === shape
}
