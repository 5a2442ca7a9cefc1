import { expect, test } from 'vitest'
import type { AuditEntry } from '../../../../shared/contract/audit.ts'
import { testDraft } from '../testing/log.ts'
import { framed, syslogMessage } from './message.ts'
import { parseTarget } from './target.ts'

const entry = (more: Partial<AuditEntry> = {}): AuditEntry => ({
  seq: 7,
  atMs: Date.UTC(2026, 0, 2, 3, 4, 5, 6),
  ...testDraft(),
  ...more,
})
const origin = { host: 'desk top', pid: 42 }

test('a message has the parts that RFC 5424 names, in their order', () => {
  expect(syslogMessage(entry(), 'ab', origin)).toBe(
    '<110>1 2026-01-02T03:04:05.006Z desk-top novacron 42 machines.operate ' +
      '[novacron@32473 seq="7" hash="ab" person="anna" role="Operator" shell="headless" act="machines.operate" ' +
      'permission="domain.operate.start" object="Berlin / kvm1 / web" result="done" durationMs="12" ' +
      'parameters="{\\"action\\":\\"start\\"}"] anna: machines.operate (start) on Berlin / kvm1 / web done',
  )
  const severities = (['done', 'seen', 'refused', 'failed'] as const).map(result =>
    syslogMessage(entry({ result }), '', origin).slice(0, 5),
  )
  expect(severities).toEqual(['<110>', '<109>', '<108>', '<107>'])
})

test('what hosts and people wrote can’t end a value or a message', () => {
  const hostile = 'x"] [evil@1 a="b"]\n<0>1 - - - - - - forged \\ \u0000\u009b'
  const message = syslogMessage(
    entry({ object: hostile, person: hostile, error: 'ä'.repeat(9_000) }),
    'ab',
    origin,
  )
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not get through
  expect(message).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/)
  expect(message).toContain('object="x\\"\\] [evil@1 a=\\"b\\"\\] <0>1 - - - - - - forged \\\\')
  expect(Buffer.byteLength(message)).toBeLessThan(6_000)
  expect(message).toContain('\ufeff')
})

test('frames count bytes, not characters', () => {
  expect(framed('äb').toString()).toBe('3 äb')
})

test('addresses are read, others refused with what is wrong', () => {
  expect(parseTarget('udp://logs.example.test')).toMatchObject({ transport: 'udp', port: 514, ca: null })
  expect(parseTarget(' tls://[::1]:7000?ca=/etc/ca.pem&name=logs ')).toMatchObject({
    transport: 'tls',
    host: '::1',
    port: 7000,
    ca: '/etc/ca.pem',
    serverName: 'logs',
  })
  for (const wrong of ['', 'logs', 'https://logs', 'tls://', 'tls://me:secret@logs', 'tls://logs:99999'])
    expect(() => parseTarget(wrong), wrong).toThrow(/no address of a syslog receiver/)
})
