import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sshdConfig } from './sshdRules.ts'

const sshd = '/usr/sbin/sshd'
const users = [
  { user: 'vera', writes: false, console: false },
  { user: 'olaf', writes: true, console: true },
]

test('a URI that is none has no way into a command', () => {
  const text = sshdConfig('kvm1\nMatch all', "qemu:///system'; rm -rf /; '", users)
  expect(text).not.toContain('rm -rf')
  expect(text.split('\n').filter(line => line === 'Match all')).toHaveLength(1)
})

describe.skipIf(!existsSync(sshd) && process.env.CI !== 'true')('as sshd itself reads it', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'novacron-sshd-'))
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'key')])
    const own = sshdConfig('kvm1', 'qemu:///system', users)
    writeFileSync(join(folder, 'config'), `HostKey ${join(folder, 'key')}\n${own}`)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const effective = (user: string): Map<string, string> => {
    const connection = `user=${user},host=localhost,addr=127.0.0.1`
    const text = execFileSync(sshd, ['-T', '-f', join(folder, 'config'), '-C', connection], {
      encoding: 'utf8',
    })
    return new Map(
      text.split('\n').map(line => [line.split(' ')[0] ?? '', line.slice(line.indexOf(' ') + 1)]),
    )
  }

  test('who may only look reaches the read-only socket and nothing else', () => {
    const own = effective('vera')
    expect(own.get('forcecommand')).toBe("virt-ssh-helper --readonly 'qemu:///system'")
    expect(own.get('disableforwarding')).toBe('yes')
    expect([own.get('permittty'), own.get('permittunnel'), own.get('permituserrc')]).toEqual([
      'no',
      'no',
      'no',
    ])
  })

  test('who works with consoles may forward to the loopback, not to sockets and not back', () => {
    const own = effective('olaf')
    expect(own.get('forcecommand')).toBe("virt-ssh-helper 'qemu:///system'")
    expect(own.get('disableforwarding')).toBe('no')
    expect(own.get('allowstreamlocalforwarding')).toBe('no')
    expect(own.get('allowtcpforwarding')).toBe('local')
    expect(own.get('permitopen')).toBe('127.0.0.1:* [::1]:*')
    expect(own.get('permitlisten')).toBe('none')
  })

  test('everybody else is left as they are', () => {
    const own = effective('root')
    expect(own.get('forcecommand')).toBe('none')
    expect(own.get('disableforwarding')).toBe('no')
  })
})
