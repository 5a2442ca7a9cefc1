import { expect, test } from 'vitest'
import { routeInEnglish } from '../../../../shared/route.ts'
import { Startup } from './startup.ts'

function follow(...lines: string[]) {
  const stages: string[] = []
  const startup = new Startup((stage, detail) =>
    stages.push(detail === undefined ? stage : `${stage}: ${routeInEnglish(detail)}`),
  )
  // In pieces that end in the middle of lines, as pipes give them.
  const text = lines.map(line => `${line}\r\n`).join('')
  for (let at = 0; at < text.length; at += 7) startup.add(Buffer.from(text.slice(at, at + 7)))
  return { startup, stages }
}

test('the stages follow what ssh says', () => {
  const { startup, stages } = follow(
    'debug1: Connecting to web [10.0.0.1] port 22.',
    'debug1: Connection established.',
    'debug1: Local version string SSH-2.0-OpenSSH_9.2',
    'debug1: Remote protocol version 2.0, remote software version OpenSSH_9.9 X',
    'debug1: SSH2_MSG_NEWKEYS received',
    'debug1: SSH2_MSG_SERVICE_ACCEPT received',
    'Authenticated to web ([10.0.0.1]:22) using "publickey".',
  )
  expect(stages).toEqual([
    'resolve',
    'resolve: 10.0.0.1',
    'tcp',
    'tcp: 10.0.0.1:22',
    'sshVersion',
    'sshVersion: SSH-2.0-OpenSSH_9.9 X',
    'hostKey',
    'hostKey: accepted',
    'authentication',
  ])
  expect(startup.heard).toEqual({
    serverVersion: 'SSH-2.0-OpenSSH_9.9 X',
    authenticatedBy: 'publickey',
    address: '10.0.0.1:22',
  })
})

test('an end before the login is the error of its stage, in ssh’s last words', () => {
  const problem = (...lines: string[]) => follow(...lines).startup.problem('web:22')
  const connecting = 'debug1: Connecting to web [10.0.0.1] port 22.'
  expect(problem('ssh: Could not resolve hostname web: Name or service not known').code).toBe(
    'resolve.failed',
  )
  expect(problem(connecting, 'ssh: connect to host web port 22: Connection refused').code).toBe('tcp.refused')
  expect(problem(connecting, 'ssh: connect to host web port 22: Connection timed out').code).toBe(
    'tcp.timeout',
  )
  expect(problem(connecting, 'ssh: connect to host web port 22: No route to host').code).toBe(
    'tcp.unreachable',
  )
  expect(problem(connecting, 'debug1: Connection established.').code).toBe('ssh.notSsh')
  const denied = problem('debug1: SSH2_MSG_SERVICE_ACCEPT received', 'me@web: Permission denied (publickey).')
  expect([denied.code, denied.message]).toEqual([
    'auth.failed',
    'web:22 did not let ssh in: me@web: Permission denied (publickey).',
  ])
})

test('a talker without end costs no memory and shows no escapes', () => {
  const { startup } = follow(...Array.from({ length: 2_000 }, () => `\u001b[31m${'x'.repeat(100)}`))
  startup.add(Buffer.alloc(1 << 20, 'y'))
  expect(startup.words().length).toBeLessThanOrEqual(401)
  expect(startup.words()).not.toMatch(/\p{Cc}/u)
})
