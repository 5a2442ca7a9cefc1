import { describe, expect, test } from 'vitest'
import { events } from '../events.ts'
import { qemu } from '../qemu.ts'
import { remote } from './index.ts'

describe('the procedure tables', () => {
  test('name each number once and belong to their programs', () => {
    for (const [table, program, atLeast] of [
      [remote, 0x2000_8086, 380] as const,
      [qemu, 0x2000_8087, 5] as const,
    ]) {
      const entries = Object.entries(table)
      expect(entries.length).toBeGreaterThanOrEqual(atLeast)
      expect(new Set(entries.map(([, procedure]) => procedure.number)).size).toBe(entries.length)
      for (const [name, procedure] of entries) expect(procedure).toMatchObject({ name, program, version: 1 })
    }
  })

  test('a few numbers that libvirt has promised never to change', () => {
    const known = {
      connectOpen: 1,
      connectGetHostname: 59,
      connectSupportsFeature: 60,
      authList: 66,
      domainGetState: 212,
      storageVolDownload: 209,
      connectListAllDomains: 273,
      connectGetAllDomainStats: 344,
      domainMigratePerform3Params: 305,
    } as const
    for (const [name, number] of Object.entries(known))
      expect(remote[name as keyof typeof known].number).toBe(number)
  })

  test('say which way their streams flow', () => {
    const streams = Object.values(remote).flatMap(one => ('stream' in one ? [[one.name, one.stream]] : []))
    expect(Object.fromEntries(streams)).toEqual({
      domainOpenConsole: 'both',
      domainOpenChannel: 'both',
      domainScreenshot: 'read',
      domainMigratePrepareTunnel: 'write',
      domainMigratePrepareTunnel3: 'write',
      storageVolUpload: 'write',
      storageVolDownload: 'read',
    })
  })

  test('calls that wait for data have no deadline of their own', () => {
    const waits = [
      'domainSave',
      'domainMigratePerform3Params',
      'storageVolWipe',
      'domainSnapshotCreateXml',
    ] as const
    expect(waits.map(name => remote[name].unhurried)).toEqual([true, true, true, true])
    expect(remote.connectListAllDomains.unhurried).toBe(false)
  })
})

test('events have a message number each', () => {
  const numbers = Object.values(events).map(({ program, number }) => `${program}:${number}`)
  expect(new Set(numbers).size).toBe(numbers.length)
  expect(numbers.length).toBe(36)
})
