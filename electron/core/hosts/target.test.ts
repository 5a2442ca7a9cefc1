import { describe, expect, test } from 'vitest'
import { saying } from '../../../shared/route.ts'
import type { SiteId } from '../../../shared/ids.ts'
import type { HostOptions, Site } from '../../../shared/models/host.ts'
import { resolveOptions } from './options.ts'
import { planHost, readUri } from './target.ts'

const siteId = '00000000-0000-4000-8000-000000000001' as SiteId
const berlin = (options: HostOptions): Site => ({
  id: siteId,
  parentId: null,
  name: 'Berlin',
  production: true,
  options,
})

function plan(uri: string, options: HostOptions = {}, site: HostOptions = {}, more = {}) {
  const resolved = resolveOptions({ siteId, options }, new Map([[siteId, berlin(site)]]))
  return planHost({ uri, resolved, pinnedKeys: [], ssh: {}, ...more })
}
const decision = (of: ReturnType<typeof plan>, label: string) => of.decisions.find(one => one.label === label)

describe('target', () => {
  test('an SSH URI names only what it holds; the rest is left to ssh config', () => {
    const { target, remoteUri } = plan('qemu+ssh://kvm1/system')
    expect(remoteUri).toBe('qemu:///system')
    expect(target).toMatchObject({
      kind: 'ssh',
      alias: 'kvm1',
      user: undefined,
      port: undefined,
      identityFiles: undefined,
      jump: undefined,
      mode: 'auto',
      helperUri: 'qemu:///system',
      verifyHostKeys: undefined,
    })
    expect(target.kind === 'ssh' && target.sockets[0]).toBe('/run/libvirt/libvirt-sock')
  })

  test('URI parameters are taken over', () => {
    const { target } = plan(
      'qemu+ssh://root@kvm1:2222/system?socket=/tmp/s&keyfile=/k/id&no_verify=1&proxy=netcat&netcat=/bin/nc&known_hosts=/k/kh&sshauth=privkey',
    )
    expect(target).toMatchObject({
      user: 'root',
      port: 2222,
      sockets: ['/tmp/s'],
      identityFiles: ['/k/id'],
      verifyHostKeys: false,
      mode: 'netcat',
      netcat: '/bin/nc',
      knownHostsFiles: ['/k/kh'],
      useAgent: false,
    })
  })

  test('the host’s own option beats the URI, the URI beats its site', () => {
    const uri = 'qemu+ssh://kvm1/system?keyfile=/uri'
    expect(plan(uri, { identityFiles: ['/host'] }, { identityFiles: ['/site'] }).target).toMatchObject({
      identityFiles: ['/host'],
    })
    expect(plan(uri, {}, { identityFiles: ['/site'] }).target).toMatchObject({ identityFiles: ['/uri'] })
    const inherited = plan(
      'qemu+ssh://kvm1/system',
      {},
      { identityFiles: ['/site'], jump: ['gate', 'inner'] },
    )
    expect(inherited.target).toMatchObject({ identityFiles: ['/site'], jump: ['gate', 'inner'] })
    expect(decision(inherited, 'jumpHosts')).toEqual({
      label: 'jumpHosts',
      value: 'gate → inner',
      source: saying('site', { name: 'Berlin' }),
    })
  })

  test('a program in the URI means the system’s ssh, unless the host says otherwise', () => {
    const uri = 'qemu+ssh://kvm1/system?command=/opt/ssh'
    expect(plan(uri).target).toMatchObject({ kind: 'openssh', command: '/opt/ssh' })
    expect(plan(uri, { transport: 'builtin' }).target.kind).toBe('ssh')
    expect(plan('qemu+libssh2://kvm1/system', {}, { transport: 'openssh' }).target.kind).toBe('openssh')
  })

  test('other transports', () => {
    expect(plan('test:///default').target).toMatchObject({ kind: 'local' })
    expect(plan('qemu+unix:///system?socket=/x').target).toMatchObject({ kind: 'local', sockets: ['/x'] })
    expect(plan('qemu+tcp://h/system').target).toMatchObject({ kind: 'tcp', host: 'h', port: 16_509 })
    expect(plan('qemu://h/system?pkipath=/p&no_verify=1').target).toMatchObject({
      kind: 'tls',
      port: 16_514,
      pkiPath: '/p',
      noVerify: true,
    })
    expect(() => plan('qemu+ext:///system?command=/x')).toThrowError(
      expect.objectContaining({ code: 'transport.unsupported' }),
    )
  })

  test('read-only tries the socket that needs no right first', () => {
    const { target } = plan('qemu+ssh://kvm1/system', {}, { readOnly: true })
    const sockets = target.kind === 'ssh' ? target.sockets : []
    expect(sockets[0]).toBe('/run/libvirt/libvirt-sock-ro')
    expect(sockets).toContain('/run/libvirt/libvirt-sock')
  })

  test('a session’s socket is in the runtime folder over there', () => {
    const { target } = plan('qemu+ssh://kvm1/session')
    expect(target.kind === 'ssh' && target.sockets[0]).toBe('$XDG_RUNTIME_DIR/libvirt/libvirt-sock')
  })

  test('what no host or site decided is left to ssh config', () => {
    const { deadlines } = plan('qemu+ssh://kvm1/system').target
    for (const name of ['tcpMs', 'keepaliveIntervalMs', 'keepaliveCount'])
      expect(deadlines).not.toHaveProperty(name)
  })

  test('deadlines follow the options; a probe shortens those up to TCP only', () => {
    const options: HostOptions = { connectTimeoutMs: 4_000, keepaliveSeconds: 2, keepaliveCount: 3 }
    expect(plan('qemu+ssh://kvm1/system', options).target.deadlines).toMatchObject({
      tcpMs: 4_000,
      channelMs: 4_000,
      keepaliveIntervalMs: 1_500,
      keepaliveCount: 3,
    })
    expect(plan('qemu+ssh://kvm1/system', options, {}, { quick: true }).target.deadlines).toMatchObject({
      resolveMs: 1_500,
      tcpMs: 1_500,
      sshVersionMs: 3_000,
      channelMs: 4_000,
    })
  })

  test('an unchecked host key is shouted, new keys are taken only where the URI says so', () => {
    expect(decision(plan('qemu+ssh://kvm1/system?no_verify=1'), 'hostKey')?.value).toEqual(
      saying('unchecked'),
    )
    expect(plan('qemu+ssh://kvm1/system').acceptNewKeys).toBe(false)
    expect(plan('qemu+ssh://kvm1/system?known_hosts_verify=auto').acceptNewKeys).toBe(true)
  })
})

test('a URI that can not be used is refused with the position and what would do', () => {
  const refused = (text: string) => {
    try {
      readUri(text)
    } catch (error) {
      return error
    }
  }
  expect(refused('qemu+shh://kvm1/system')).toMatchObject({
    code: 'uri.invalid',
    data: { position: 5, accepted: expect.arrayContaining(['ssh', 'tls']) },
  })
  expect(refused('qemu+ssh://kvm1/system?colour=red')).toMatchObject({
    code: 'uri.invalid',
    data: { position: 23 },
  })
  expect(refused('vmware://x/')).toMatchObject({ code: 'uri.invalid', data: { position: 0 } })
})
