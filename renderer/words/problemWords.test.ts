// @vitest-environment node
import { afterEach, expect, test } from 'vitest'
import { credentialFaults } from '../../shared/contract/credentials.ts'
import { AppError, errorCodes } from '../../shared/errors.ts'
import { problems } from './de/problems.ts'
import { errorInWords, nameRights, problemInWords, speakProblems } from './problemWords.ts'

afterEach(() => {
  speakProblems({})
  nameRights(() => null)
})

const timeout = {
  code: 'tcp.timeout',
  message: '10.0.0.1 did not answer.',
  next: 'The host is off.',
} as const

test('German has a sentence for every code, one of them without any value', () => {
  for (const code of errorCodes) {
    const said = problems[code]
    expect(said, code).toBeDefined()
    const last = said?.message.at(-1)?.replaceAll('{{detail}}', '') ?? '{{'
    const always = !last.includes('{{')
    // The others always carry their values; without them the core's own words stand.
    if (!always)
      expect(
        [
          'hostKey.new',
          'hostKey.revoked',
          'key.passphrase',
          'helper.missing',
          'libvirt.tooOld',
          'credential.refused',
        ],
        code,
      ).toContain(code)
  }
})

test('an error is said by its code with its values, and keeps the words of the core', () => {
  speakProblems(problems)
  const said = problemInWords({
    ...timeout,
    data: { stage: 'tcp', addresses: ['10.0.0.1', '::1'], port: 22 },
  })
  expect(said.message).toBe('10.0.0.1, ::1 hat auf Port 22 nicht geantwortet.')
  expect(said.next).toBe('Der Host ist aus, oder eine Firewall verwirft die Pakete.')
  expect(Reflect.get(said.data, 'inEnglish')).toBe('10.0.0.1 did not answer. The host is off.')
  expect(problemInWords(timeout).message).toBe('Der Host hat nicht geantwortet.')
})

test('what was said once is not said again, and English is what the core says', () => {
  expect(problemInWords(timeout)).toBe(timeout)
  speakProblems(problems)
  const said = problemInWords(timeout)
  expect(problemInWords(said)).toBe(said)
})

test('a hostile value is bounded and cannot name another', () => {
  speakProblems(problems)
  const evil = {
    code: 'libvirt.error',
    message: 'x',
    data: { libvirtText: `{{detail}}${'a'.repeat(9_000)}` },
  } as const
  expect(problemInWords(evil).message).toMatch(/^libvirt meldet: \{\{detail\}\}a+$/)
  expect(problemInWords(evil).message.length).toBeLessThan(450)
})

test('a missing right is called by its name, in every language, and as the core calls it where it has none', () => {
  const denied = (permission: string) =>
    errorInWords(
      new AppError('rights.denied', `Nothing gives the right “${permission}”.`, { data: { permission } }),
    )
  nameRights(permission => (permission === 'audit.read' ? 'Read the audit' : null))
  expect(denied('audit.read').message).toBe('Nothing gives the right “Read the audit”.')
  expect(denied('x.y').message).toBe('Nothing gives the right “x.y”.')
  expect(denied('audit.read').data).toEqual({ permission: 'audit.read' })
  speakProblems(problems)
  expect(denied('audit.read').message).toBe('Dafür fehlt das Recht „Read the audit“.')
  expect(denied('x.y').message).toBe('Dafür fehlt das Recht „x.y“.')
})

test('a thrown error keeps its code', () => {
  speakProblems(problems)
  const error = errorInWords(new AppError('host.notLive', 'kvm1 is not connected'))
  expect([error.code, error.message]).toEqual(['host.notLive', 'Der Host ist nicht verbunden.'])
})

test('what is wrong with a credential is said by its reason; without a known one the sentence of the code stands', () => {
  const why = problems['credential.invalid']?.why ?? {}
  expect(Object.keys(why).sort()).toEqual([...credentialFaults].sort())
  speakProblems(problems)
  const invalid = (data: Record<string, unknown>) =>
    problemInWords({ code: 'credential.invalid', message: 'That is no private key.', data })
  expect(invalid({ why: 'noKey' })).toMatchObject({
    message: 'Das ist kein privater Schlüssel.',
    next: expect.stringContaining('ersten und der letzten Zeile'),
    data: { inEnglish: 'That is no private key.' },
  })
  for (const unknown of ['constructor', 'toString', 'somethingNew', 7])
    expect(invalid({ why: unknown }).message).toBe(
      'Diese Zugangsdaten passen hier nicht: That is no private key.',
    )
})

test('a refusal by a policy says in German which one, and none holds the core’s English', () => {
  speakProblems(problems)
  const refused = (data: Record<string, unknown>) =>
    problemInWords({ code: 'policy.refused', message: 'An export may hold 5 rows.', data }).message
  expect(refused({ policy: 'exportMaxRows', limit: 5, rows: 9 })).toBe(
    'Ein Export darf nach den Richtlinien 5 Zeilen haben; dieser hätte 9.',
  )
  expect(refused({ policy: 'hosts.newHostKeys', why: 'keyUnchecked' })).toContain('URI')
  expect(refused({ policy: 'hosts.newHostKeys' })).toContain('Hostschlüssel')
  expect(refused({ policy: 'later' })).toBe('Eine Richtlinie lässt das nicht zu.')
})
