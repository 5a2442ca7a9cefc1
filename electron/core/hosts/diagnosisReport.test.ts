import { expect, test } from 'vitest'
import { saying } from '../../../shared/route.ts'
import type { DiagnosisStep } from '../../../shared/models/host.ts'
import { stages } from '../../../shared/models/host.ts'
import { DiagnosisReport, stagesOf } from './diagnosisReport.ts'

function setUp(kind: Parameters<typeof stagesOf>[0] = 'ssh') {
  const steps: DiagnosisStep[] = []
  let now = 0
  const report = new DiagnosisReport(
    stagesOf(kind),
    step => steps.push(step),
    () => now,
  )
  const wait = (ms: number) => {
    now += ms
  }
  const short = () => steps.map(({ stage, result }) => `${stage} ${result}`)
  return { steps, report, wait, short }
}
const problem = { code: 'auth.failed' as const, message: 'no' }

test('each stage runs, then passes with what was seen and how long it took', () => {
  const { steps, report, wait } = setUp()
  report.onStage('resolve')
  wait(12)
  report.onStage('resolve', '192.0.2.1')
  expect(steps).toEqual([
    { stage: 'resolve', result: 'running', detail: null, durationMs: null, problem: null },
    { stage: 'resolve', result: 'passed', detail: '192.0.2.1', durationMs: 12, problem: null },
  ])
})

test('the stage under way fails, and every later one is skipped once', () => {
  const { report, short } = setUp()
  for (const stage of ['resolve', 'tcp', 'sshVersion', 'hostKey'] as const) {
    report.onStage(stage)
    report.onStage(stage, 'ok')
  }
  report.onStage('authentication')
  report.failed(problem, null)
  expect(short().slice(-6)).toEqual([
    'authentication failed',
    'channel skipped',
    'socket skipped',
    'libvirtOpen skipped',
    'version skipped',
    'permission skipped',
  ])
  const results = short().filter(line => !line.endsWith('running'))
  expect(results.map(line => line.split(' ')[0])).toEqual([...stages])
})

test('a failure at a jump host names it, and its passed stages do not count for the host', () => {
  const { steps, report } = setUp()
  report.onStage('resolve', undefined, 'gate:22')
  report.onStage('resolve', '192.0.2.9', 'gate:22')
  report.onStage('tcp', undefined, 'gate:22')
  report.onStage('tcp', '192.0.2.9:22', 'gate:22')
  report.onStage('authentication', undefined, 'gate:22')
  report.failed(problem, null)
  expect(steps.find(step => step.result === 'failed')).toMatchObject({
    stage: 'authentication',
    detail: saying('atJumpHost', { hop: 'gate:22' }),
  })
  expect(steps.some(step => step.result === 'passed')).toBe(false)
})

test('the jump hosts passed on the way are named at the host’s own TCP stage', () => {
  const { steps, report } = setUp()
  report.onStage('authentication', undefined, 'gate:22')
  report.onStage('authentication', 'root, key', 'gate:22')
  report.onStage('tcp')
  report.onStage('tcp', 'kvm1:22')
  expect(steps.at(-1)).toMatchObject({
    stage: 'tcp',
    result: 'passed',
    detail: saying('through', { what: 'kvm1:22', hops: 'gate:22' }),
  })
})

test('transports without SSH skip its stages and say why', () => {
  const { steps, report, short } = setUp('local')
  report.onStage('socket')
  report.onStage('socket', '/run/libvirt/libvirt-sock')
  report.skipRest(null)
  expect(short().filter(line => line.endsWith('skipped')).length).toBe(9)
  expect(steps.find(step => step.stage === 'hostKey')?.detail).toEqual(saying('elsewhere'))
  expect(steps.find(step => step.stage === 'version')?.detail).toBeNull()
})

test('a failure that names a later stage passes the one under way', () => {
  const { steps, report, short } = setUp()
  report.onStage('channel')
  report.failed(problem, 'socket')
  expect(short().slice(0, 3)).toEqual(['channel running', 'channel passed', 'socket failed'])
  expect(steps.filter(step => step.stage === 'socket').length).toBe(1)
})

test('a failure that names an earlier stage is the one under way all the same', () => {
  const { report, short } = setUp()
  report.onStage('libvirtOpen')
  report.failed(problem, 'tcp')
  expect(short().slice(0, 2)).toEqual(['libvirtOpen running', 'libvirtOpen failed'])
})
