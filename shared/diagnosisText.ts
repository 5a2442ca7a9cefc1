import { type DiagnosisStep, HostQuestion, type Stage } from './models/host.ts'
import { routeInEnglish } from './route.ts'

const marks = { passed: '✔', failed: '✘', skipped: '–', running: '…' } as const

/** Stages in words. */
const stageNames: Record<Stage, string> = {
  resolve: 'Name',
  tcp: 'TCP',
  sshVersion: 'SSH version',
  hostKey: 'Host key',
  authentication: 'Authentication',
  channel: 'SSH channel',
  socket: 'libvirt socket',
  libvirtOpen: 'libvirt open',
  version: 'libvirt version',
  permission: 'Permission to write',
}

/** A diagnosis as text to copy into a message: a line a stage, its last result, and the next step where it failed. */
export function diagnosisText(steps: Iterable<DiagnosisStep>, title?: string): string {
  const last = new Map<Stage, DiagnosisStep>()
  for (const step of steps) last.set(step.stage, step)
  const lines = title === undefined ? [] : [oneLine(title)]
  for (const step of last.values()) lines.push(diagnosisLine(step))
  return `${lines.join('\n')}\n`
}

/** One stage's result as a line, with the next step on a second one where it failed; without a line's end. */
export function diagnosisLine({ stage, result, detail, durationMs, problem }: DiagnosisStep): string {
  const words = problem?.message ?? routeInEnglish(detail ?? '')
  const time = durationMs === null ? '' : ` (${durationMs.toFixed(durationMs < 10 ? 1 : 0)} ms)`
  const line = `${marks[result]} ${stageNames[stage].padEnd(20)} ${oneLine(words)}${time}`.trimEnd()
  const shown = presentedKey(problem?.data?.question)
  const lines = [line, ...(shown === null ? [] : [`  it shows ${oneLine(shown)}`])]
  return problem?.next === undefined ? lines.join('\n') : `${lines.join('\n')}\n  → ${oneLine(problem.next)}`
}

/** The key that a host showed, where a problem asks about one: what a person compares. */
function presentedKey(asked: unknown): string | null {
  const question = HostQuestion.safeParse(asked).data
  if (question?.kind !== 'newHostKey' && question?.kind !== 'changedHostKey') return null
  return `${question.presented.algorithm} ${question.presented.sha256}`
}

/** What a peer sent must not break out of its line. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ').slice(0, 500)
}
