import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { RouteDecision } from '../../../shared/route.ts'
import { describeTarget, type SshTarget } from './index.ts'

test('a target is described without being contacted', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'novacron-describe-'))
  try {
    const config = join(folder, 'config')
    await writeFile(
      config,
      'Host web\n HostName web.invalid\n User ops\n ProxyJump gate.invalid:2200\nCertificateFile /x-cert.pub\n',
    )
    const target: SshTarget = {
      kind: 'ssh',
      alias: 'web',
      sshConfigPath: config,
      pinnedKeys: [],
      sockets: [],
      helperUri: 'qemu:///system',
      mode: 'auto',
    }
    const facts = await describeTarget(target)
    expect(facts.jumps).toEqual(['gate.invalid:2200'])
    expect(facts.decisions).toContainEqual({ label: 'user', value: 'ops', source: `${config}:3` })
    const isNote = ({ value }: RouteDecision) =>
      typeof value === 'object' && value.say === 'noUserCertificates'
    expect(facts.decisions.some(isNote)).toBe(true)
    const system = await describeTarget({ ...target, kind: 'openssh' })
    expect(system.decisions.some(isNote)).toBe(false)
    expect((await describeTarget({ kind: 'tcp', host: 'h', port: 5 })).decisions[0]?.value).toBe('h:5')
    expect((await describeTarget({ kind: 'local', sockets: ['/a', '/b'] })).decisions[0]?.value).toBe(
      '/a, /b',
    )
    await expect(describeTarget({ ...target, jump: ['-oProxyCommand=evil'] })).rejects.toMatchObject({
      code: 'uri.invalid',
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
