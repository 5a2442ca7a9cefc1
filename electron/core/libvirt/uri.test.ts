import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseUri } from './uri.ts'
import { UriError } from './uriError.ts'

describe('what libvirt’s client accepts', () => {
  test.each([
    [
      'qemu:///system',
      { driver: 'qemu', transport: 'unix', host: null, daemonUri: 'qemu:///system', session: false },
    ],
    ['qemu:///session', { transport: 'unix', session: true, daemonUri: 'qemu:///session' }],
    ['qemu://host.example/system', { transport: 'tls', host: 'host.example', port: null }],
    ['qemu+tcp://10.0.0.1:16509/system', { transport: 'tcp', host: '10.0.0.1', port: 16_509 }],
    ['qemu+ssh://root@kvm-1:2222/system', { transport: 'ssh', user: 'root', host: 'kvm-1', port: 2222 }],
    ['qemu+ssh:///system', { transport: 'ssh', host: 'localhost' }],
    ['qemu+ssh://[2001:db8::5]:22/system', { host: '2001:db8::5', port: 22 }],
    ['qemu+ssh://[fe80::1%25eth0]/system', { host: 'fe80::1%eth0', port: null }],
    ['qemu+ssh://DOM%5Cjoe@h/system', { user: 'DOM\\joe' }],
    ['qemu+ssh://joe@corp@h/system', { user: 'joe@corp', host: 'h' }],
    ['xen+ssh://h/', { driver: 'xen', daemonUri: 'xen:///' }],
    ['xen+ssh://h', { path: '', daemonUri: 'xen://' }],
    ['lxc+libssh2://h/system', { driver: 'lxc', transport: 'libssh2' }],
    ['test:///default', { driver: 'test', path: '/default' }],
    ['test+ssh://h/srv/a%20b.xml', { path: '/srv/a b.xml', daemonUri: 'test:///srv/a%20b.xml' }],
    ['remote+ssh://h/', { daemonUri: '' }],
  ])('%s', (text, expected) => {
    expect(parseUri(text)).toMatchObject(expected)
  })

  test('parameters are read and kept from the daemon', () => {
    const uri = parseUri(
      'qemu+ssh://h/system?socket=/srv/a%2Bb&keyfile=/k&no_verify=1;mode=direct&proxy=netcat&sshauth=agent,privkey&NO_TTY=0',
    )
    expect(uri.daemonUri).toBe('qemu:///system')
    expect(uri.params).toEqual({
      socket: '/srv/a+b',
      keyfile: '/k',
      noVerify: true,
      mode: 'direct',
      proxy: 'netcat',
      sshauth: ['agent', 'privkey'],
      noTty: false,
    })
  })

  test('name replaces what the daemon is given', () => {
    expect(parseUri('qemu+ssh://h/system?name=test:///default').daemonUri).toBe('test:///default')
  })
})

describe('what is refused, and where', () => {
  test.each([
    ['', 0],
    ['kvm-1', 5],
    ['kvm:///system', 0],
    ['esx://h/', 0],
    ['QEMU:///system', 0],
    ['qemu+shh://h/system', 5],
    ['qemu+unix://h/system', 12],
    ['qemu+ssh://u:pw@h/system', 12],
    ['qemu+ssh://-oProxyCommand=x@h/system', 11],
    ['qemu+ssh://-oProxyCommand/system', 11],
    ['qemu+ssh://h;rm/system', 12],
    ['qemu+ssh://h:0/system', 13],
    ['qemu+ssh://h:65536/system', 13],
    ['qemu+ssh://h:/system', 13],
    ['qemu+ssh://u@/system', 13],
    ['qemu+ssh://[::1/system', 11],
    ['qemu+ssh://[host]/system', 12],
    ['qemu+ssh://[::1]x/system', 16],
    ['qemu+ssh://h', 12],
    ['qemu+ssh://h/sistem', 12],
    ['qemu:///system#x', 14],
    ['qemu:///sys tem', 11],
    ['qemu:///system?colour=red', 15],
    ['qemu:///system?mode=fast', 20],
    ['qemu:///system?no_verify=yes', 25],
    ['qemu:///system?socket=relative', 22],
    ['qemu:///system?keyfile=', 23],
    ['qemu:///system?keyfile=/a&keyfile=/b', 26],
    ['qemu:///system?keyfile=/a%zz', 25],
    ['qemu+ext:///system', 18],
  ])('%s at %i', (text, position) => {
    expect.assertions(3)
    try {
      parseUri(text)
    } catch (error) {
      expect(error).toBeInstanceOf(UriError)
      expect(error).toMatchObject({ text, position })
      expect((error as UriError).accepted.length).toBeGreaterThan(0)
    }
  })

  test('any text gives a URI or a UriError inside the text', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.constantFrom(
          'qemu',
          '+ssh',
          '://',
          'h',
          '@',
          ':',
          '22',
          '/',
          '/system',
          '?',
          '&',
          '=',
          '[',
          ']',
          '%',
          'socket=',
        ),
        fc.string({ maxLength: 4, unit: 'binary' }),
      ),
    )
    fc.assert(
      fc.property(pieces, parts => {
        const text = parts.join('')
        try {
          expect(parseUri(text).text).toBe(text)
        } catch (error) {
          if (!(error instanceof UriError)) throw error
          expect(error.position).toBeGreaterThanOrEqual(0)
          expect(error.position).toBeLessThanOrEqual(text.length)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
