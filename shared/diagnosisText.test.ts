import { expect, test } from 'vitest'
import type { DiagnosisStep } from './models/host.ts'
import { diagnosisText } from './diagnosisText.ts'

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
