import { hostname } from 'node:os'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NodeDevice } from '../../../shared/models/resources.ts'
import { virsh, virshLines } from '../libvirt/testing/virsh.ts'
import { socketsInAll } from './hostFacts.ts'
import { libvirtdMissing } from '../testing/libvirtd.ts'
import { TestDriverWorld } from './testing/testDriverWorld.ts'

describe.skipIf(libvirtdMissing() !== null)(
  `facts of a real libvirtd (${libvirtdMissing() ?? 'present'})`,
  () => {
    let there: TestDriverWorld
    beforeAll(async () => {
      there = await TestDriverWorld.start()
    })
    afterAll(() => there?.[Symbol.asyncDispose]())

    test('say what virsh nodeinfo says', async () => {
      const facts = there.inventory.facts(there.hostId)
      const told = new Map(
        (await virshLines(there.uri, 'nodeinfo')).map(line => line.split(/:\s+/) as [string, string]),
      )
      expect(facts).toMatchObject({
        hostname: hostname(),
        driver: 'TEST',
        libvirtVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/),
        cpus: Number(told.get('CPU(s)')),
        cpuMhz: Number.parseInt(told.get('CPU frequency') ?? '', 10),
        cores: Number(told.get('Core(s) per socket')),
        threads: Number(told.get('Thread(s) per core')),
        numaNodes: Number(told.get('NUMA cell(s)')),
        memoryBytes: Number.parseInt(told.get('Memory size') ?? '', 10) * 1024,
      })
    })

    test('hold the capabilities as they are', async () => {
      const [stored] = there.inventory.resources<{ xml: string }>(there.hostId, 'capabilities').items
      expect(stored?.xml.trim()).toBe((await virsh(there.uri, 'capabilities')).trim())
    })

    test('list the devices of the host', async () => {
      const devices = there.inventory.resources<NodeDevice>(there.hostId, 'nodeDevice').items
      // virsh itself cannot list them: it asks for a filter that this driver does not know.
      expect(devices.map(device => device.name)).toContain('computer')
      for (const { name, parent } of devices) {
        const xml = await virsh(there.uri, 'nodedev-dumpxml', name)
        expect(/<parent>(.*)<\/parent>/.exec(xml)?.[1] ?? null).toBe(parent)
      }
      expect(devices.find(device => device.name === 'scsi_host1')).toMatchObject({
        parent: 'computer',
        capability: 'scsi_host',
      })
    })
  },
)

test.each([
  ['a node a socket, as libvirt counts servers', { cpus: 64, sockets: 1, numaNodes: 2 }, 2],
  ['several sockets a node', { cpus: 128, sockets: 2, numaNodes: 2 }, 4],
  ['a socket of several nodes, counted whole', { cpus: 64, sockets: 2, numaNodes: 8 }, 2],
  ['CPUs that are off', { cpus: 30, sockets: 1, numaNodes: 2 }, 1],
  ['no number of nodes', { cpus: 64, sockets: 2, numaNodes: null }, 2],
  ['nothing', { cpus: null, sockets: null, numaNodes: null }, null],
])('sockets of the whole host: %s', (_, told, all) => {
  expect(socketsInAll({ cores: 16, threads: 2, ...told })).toBe(all)
})
