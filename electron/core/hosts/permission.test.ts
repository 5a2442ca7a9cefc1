import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectLibvirt, remote } from '../libvirt/index.ts'
import { libvirtdMissing, startLibvirtd, type TestLibvirtd } from '../testing/libvirtd.ts'
import { checkWritable } from './permission.ts'

const missing = libvirtdMissing()

describe.skipIf(missing !== null)('the permission to write', () => {
  let daemon: TestLibvirtd
  beforeAll(async () => {
    daemon = await startLibvirtd()
  })
  afterAll(() => daemon?.stop())

  const check = async (uri: string, options: { readOnly?: boolean; socket?: string } = {}) => {
    const libvirt = connectLibvirt(connect(options.socket ?? daemon.socket))
    try {
      await libvirt.open({ uri, readOnly: options.readOnly ?? false })
      await checkWritable(libvirt, new AbortController().signal, 5_000)
      return await libvirt.call(remote.connectListAllDomains, { needResults: 1, flags: 0 })
    } finally {
      await libvirt.close()
    }
  }

  test.each(['qemu:///system', 'test:///default'])(
    'is there on %s, and checking it changes nothing',
    async uri => {
      const { domains } = await check(uri)
      expect(domains.map(domain => domain.name)).toEqual(uri.startsWith('test') ? ['test'] : [])
    },
  )

  test.each(['qemu:///system', 'test:///default'])(
    'is missing on a read-only connection to %s',
    async uri => {
      await expect(check(uri, { readOnly: true })).rejects.toMatchObject({ code: 'libvirt.denied' })
      await expect(check(uri, { socket: daemon.readOnlySocket })).rejects.toMatchObject({
        code: 'libvirt.denied',
        data: { stage: 'permission' },
      })
    },
  )
})
