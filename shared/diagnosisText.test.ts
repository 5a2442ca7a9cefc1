import { expect, test } from 'vitest'
import type { DiagnosisStep } from './models/host.ts'
import { diagnosisLine, diagnosisText } from './diagnosisText.ts'

const step = (more: Partial<DiagnosisStep> & Pick<DiagnosisStep, 'stage' | 'result'>): DiagnosisStep => ({
  detail: null,
  durationMs: null,
  problem: null,
  ...more,
})

test('one line a stage with its last result, and what to do where it failed', () => {
  const text = diagnosisText(
    [
      step({ stage: 'resolve', result: 'running' }),
      step({ stage: 'resolve', result: 'passed', detail: '192.0.2.1', durationMs: 3.25 }),
      step({ stage: 'tcp', result: 'running' }),
      step({
        stage: 'tcp',
        result: 'failed',
        durationMs: 10_000,
        problem: { code: 'tcp.timeout', message: 'No answer.', next: 'Check the firewall.' },
      }),
      step({ stage: 'sshVersion', result: 'skipped' }),
    ],
    'kvm1',
  )
  expect(text).toBe(
    [
      'kvm1',
      '✔ Name                 192.0.2.1 (3.3 ms)',
      '✘ TCP                  No answer. (10000 ms)',
      '  → Check the firewall.',
      '– SSH version',
      '',
    ].join('\n'),
  )
})

test('what a peer sent stays in its line', () => {
  const text = diagnosisText([
    step({ stage: 'sshVersion', result: 'passed', detail: 'SSH-2.0-x\r\n✔ fake\u001b[31m\u202e' }),
  ])
  expect(text.split('\n').length).toBe(2)
  for (const character of ['\u001b', '\u202e', '\r']) expect(text).not.toContain(character)
})

test('a key that nobody knows yet is shown, to be compared', () => {
  const problem = {
    code: 'hostKey.new' as const,
    message: 'The host key of kvm1:22 is not known yet.',
    next: 'Compare its fingerprint.',
    data: {
      question: {
        kind: 'newHostKey',
        endpoint: 'kvm1:22',
        presented: { algorithm: 'ssh-ed25519', sha256: 'SHA256:abc\u202e', randomart: null },
      },
    },
  }
  const step = { stage: 'hostKey' as const, result: 'failed' as const, detail: null, durationMs: 12, problem }
  expect(diagnosisLine(step).split('\n')).toEqual([
    '✘ Host key             The host key of kvm1:22 is not known yet. (12 ms)',
    '  it shows ssh-ed25519 SHA256:abc ',
    '  → Compare its fingerprint.',
  ])
})
