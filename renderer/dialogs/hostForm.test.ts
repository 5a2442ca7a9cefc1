// @vitest-environment node
import { expect, test } from 'vitest'
import type { DiagnosisStep } from '../../shared/models/host.ts'
import { makeHost } from '../testing/fleetData.ts'
import { presentedKey } from '../testing/devReplies.ts'
import {
  badNumbers,
  draftOf,
  emptyForm,
  formOf,
  optionsOf,
  patchOf,
  questionIn,
  secretWanted,
} from './hostForm.ts'

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
    useAgent: 'no' as const,
    compression: 'yes' as const,
    readOnly: 'yes' as const,
    tickSeconds: '5',
    keepaliveSeconds: '2,5',
    keepaliveCount: '4',
    timeoutSeconds: '1.5',
    transport: 'openssh' as const,
    credential: 'root of Frankfurt',
  }
  expect(optionsOf(form)).toEqual({
    transport: 'openssh',
    identityFiles: ['~/.ssh/a', '~/.ssh/b'],
    useAgent: false,
    compression: true,
    jump: ['ops@one:22', 'two'],
    readOnly: true,
    tickMs: 5000,
    keepaliveSeconds: 3,
    keepaliveCount: 4,
    connectTimeoutMs: 1500,
    credential: 'root of Frankfurt',
  })
})

test('a stored host comes back as it was stored, also where it says no to what it would inherit', () => {
  const options = {
    transport: 'builtin' as const,
    identityFiles: [],
    useAgent: true,
    compression: false,
    jump: [],
    readOnly: false,
    tickMs: 500,
    backgroundTickMs: 60_000,
    keepaliveSeconds: 7,
    keepaliveCount: 2,
    connectTimeoutMs: 2_500,
    credential: 'door',
  }
  const { record } = makeHost(0)
  expect(optionsOf(formOf({ ...record, options }))).toEqual(options)
  expect(optionsOf({ ...formOf({ ...record, options }), readOnly: '', jump: '' })).not.toHaveProperty('jump')
})

test('a number that can not be used is told and not sent', () => {
  const form = { ...emptyForm, tickSeconds: '0.001', keepaliveCount: 'soon', timeoutSeconds: '10' }
  expect(badNumbers(form)).toEqual(['tickSeconds', 'keepaliveCount'])
  expect(optionsOf(form)).toEqual({ connectTimeoutMs: 10_000 })
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

test('saving changes what was changed in the form, and leaves the rest as it may be by now', () => {
  const { record } = makeHost(0)
  const was = { ...record, options: { tickMs: 5_000 } }
  expect(patchOf(was, formOf(was), [])).toEqual({})
  expect(patchOf(was, { ...formOf(was), name: ' other ' }, [])).toEqual({ name: 'other' })
  expect(patchOf(was, { ...formOf(was), tickSeconds: '' }, ['SHA256:x'])).toEqual({
    options: {},
    was: { tickMs: 5_000 },
    acceptNewKeys: ['SHA256:x'],
  })
})
