// @vitest-environment node
import { expect, test } from 'vitest'
import type { DiagnosisStep } from '../../shared/models/host.ts'
import { makeHost } from '../testing/fleetData.ts'
import { presentedKey } from '../testing/devReplies.ts'
import { draftOf, emptyForm, formOf, optionsOf, questionIn, secretWanted } from './hostForm.ts'

const failed = (part: Partial<DiagnosisStep>): DiagnosisStep[] => [
  { stage: 'hostKey', result: 'failed', detail: null, durationMs: 1, problem: null, ...part },
]

test('an untouched form asks for nothing beyond what is inherited', () => {
  expect(draftOf({ ...emptyForm, uri: ' test:///default ' }, [])).toEqual({
    uri: 'test:///default',
    siteId: null,
    options: {},
  })
})

test('what is typed becomes options, one key file a line, hops in order', () => {
  const form = {
    ...emptyForm,
    identityFiles: '~/.ssh/a\n\n ~/.ssh/b ',
    jump: 'ops@one:22, two',
    useAgent: false,
    readOnly: true,
    tickSeconds: '5',
    transport: 'openssh' as const,
  }
  expect(optionsOf(form)).toEqual({
    transport: 'openssh',
    identityFiles: ['~/.ssh/a', '~/.ssh/b'],
    useAgent: false,
    jump: ['ops@one:22', 'two'],
    readOnly: true,
    tickMs: 5000,
  })
})

test('editing keeps options that the form does not show and drops those taken back', () => {
  const { record } = makeHost(0)
  const stored = { ...record, options: { keepaliveSeconds: 7, readOnly: true, jump: ['one'] } }
  expect(optionsOf({ ...formOf(stored), readOnly: false }, stored.options)).toEqual({
    keepaliveSeconds: 7,
    jump: ['one'],
  })
})

test('a sample interval out of range is brought into it, nonsense is left out', () => {
  expect(optionsOf({ ...emptyForm, tickSeconds: '0.001' })).toEqual({ tickMs: 500 })
  expect(optionsOf({ ...emptyForm, tickSeconds: 'soon' })).toEqual({})
})

test('finds the question that a diagnosis stopped at', () => {
  const question = presentedKey('new')
  const problem = { code: 'hostKey.new' as const, message: 'new', data: { question } }
  expect(questionIn(failed({ problem }))).toEqual(question)
  const bare = failed({
    detail: 'ssh-ed25519 SHA256:abc+/1',
    problem: { code: 'hostKey.new', message: 'new' },
  })
  expect(questionIn(bare)).toMatchObject({ kind: 'newHostKey', presented: { sha256: 'SHA256:abc+/1' } })
  expect(questionIn(failed({ problem: { code: 'hostKey.changed', message: 'SHA256:abc' } }))).toBeNull()
  expect(questionIn([])).toBeNull()
})

test('asks for the secret that was missing', () => {
  expect(
    secretWanted(failed({ stage: 'authentication', problem: { code: 'auth.failed', message: '' } })),
  ).toBe('password')
  expect(
    secretWanted(failed({ stage: 'authentication', problem: { code: 'key.passphrase', message: '' } })),
  ).toBe('passphrase')
  expect(secretWanted(failed({ stage: 'tcp' }))).toBeNull()
})
