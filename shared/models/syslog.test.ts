import { expect, test } from 'vitest'
import { Policies } from './policies.ts'
import { readSyslogTarget, SyslogAddress } from './syslog.ts'

test.each([
  ['udp://logs.example.org', { transport: 'udp', host: 'logs.example.org', port: 514 }],
  ['tls://logs:6515', { transport: 'tls', host: 'logs', port: 6515 }],
  [
    ' tls://[::1]?ca=/etc/ca.pem&name=logs ',
    { host: '::1', port: 6514, ca: '/etc/ca.pem', serverName: 'logs' },
  ],
])('%s is an address', (text, target) => {
  expect(readSyslogTarget(text)).toMatchObject(target)
  expect(SyslogAddress.safeParse(text).success).toBe(true)
})

test.each([
  '',
  'logs:514',
  'http://logs',
  'udp://',
  'udp://me:secret@logs',
  'udp://logs:70000',
  'udp://logs:0',
  'udp://lo gs',
  `udp://${'x'.repeat(500)}`,
])('%j is none, neither for the page nor for the policies', text => {
  expect(SyslogAddress.safeParse(text).success).toBe(false)
  expect(Policies.safeParse({ data: { syslog: text } }).success).toBe(false)
})
