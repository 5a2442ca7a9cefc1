import { expect, test } from 'vitest'
import { REDACTED, recordable, recordableWords } from './redact.ts'

test('secrets are replaced by their field, wherever they stand', () => {
  const secret = 'hunter2-äöü'
  const kept = recordable({
    hostId: 'h1',
    password: secret,
    newPassphrase: secret,
    old: secret,
    answer: { kind: 'secret', answers: [secret], keepAs: { name: 'root' } },
    options: { jumps: [{ host: 'bastion', token: secret }], privateKey: secret, tls: { clientKey: secret } },
    recoveryKey: secret,
    code: secret,
    secret: { kind: 'password', anything: { deeper: [secret] }, pin: 1234 },
    policies: { passphrase: { minLength: 12, minScore: 3 } },
  })
  expect(JSON.stringify(kept)).not.toContain('hunter2')
  expect(kept).toMatchObject({
    hostId: 'h1',
    password: REDACTED,
    options: { jumps: [{ host: 'bastion', token: REDACTED }] },
    secret: { pin: REDACTED },
    policies: { passphrase: { minLength: 12, minScore: 3 } },
  })
})

test('secrets are replaced by their look in fields that have another name', () => {
  const kept = JSON.stringify(
    recordable({
      uri: 'qemu+ssh://root:hunter2@kvm1/system?password=hunter2&no_tty=1',
      note: 'x\n-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2\n',
      link: 'otpauth://totp/x?secret=hunter2',
    }),
  )
  expect(kept).not.toContain('hunter2')
  expect(kept).toContain('kvm1/system')
  expect(kept).toContain('no_tty=1')
  expect(recordableWords('opening qemu+tls://u:hunter2@h failed')).toBe(
    `opening qemu+tls://u:${REDACTED}@h failed`,
  )
})

test('documents are named by their length, texts, lists and the whole are bounded', () => {
  const kept = recordable({
    xml: '<domain/>',
    text: 'ansible_password=hunter2',
    name: 'n'.repeat(1_000),
    keys: Array.from({ length: 500 }, (_, index) => `key${index}`),
    deep: { a: { b: { c: { d: { e: 1 } } } } },
  })
  expect(kept.xml).toBe('9 characters')
  expect(kept.text).toBe('24 characters')
  expect(String(kept.name).length).toBe(200)
  expect(kept.keys).toHaveLength(21)
  expect(JSON.stringify(kept.deep)).toBe('{"a":{"b":{"c":{"d":"…"}}}}')
  const wide = Object.fromEntries(Array.from({ length: 39 }, (_, index) => [`f${index}`, 'x'.repeat(199)]))
  expect(JSON.stringify(recordable(wide)).length).toBeLessThanOrEqual(4_000)
  expect(recordable('text')).toEqual({})
  expect(recordable(null)).toEqual({})
})
