import { diagnosisLine } from '../../../../shared/diagnosisText.ts'
import type { DiagnosisStep } from '../../../../shared/models/host.ts'
import type { CommandContext, CommandResult } from '../command.ts'
import { printJson } from '../command.ts'
import { exitCode, exitCodeOf } from '../exitCodes.ts'
import { hostUri } from '../../../../shared/hostUri.ts'
import { hostNamed } from '../select.ts'

/** Staged diagnosis of a stored host or of a URI, a line a stage as it comes. */
export async function hostTest(
  name: string,
  options: { json?: boolean; identity?: string[]; jump?: string[] },
  context: CommandContext,
): CommandResult {
  const { terminal } = context
  const { client } = await context.open({ connect: false })
  const draft = {
    uri: hostUri(name),
    options: {
      ...(options.identity ? { identityFiles: options.identity } : {}),
      ...(options.jump ? { jump: options.jump } : {}),
    },
  }
  const input =
    name.includes('@') || name.includes('://') || /^[a-z+]+:\//.test(name)
      ? { draft }
      : { hostId: hostNamed(await client.hosts.list(), name).record.id }
  const steps: DiagnosisStep[] = []
  for await (const step of await client.hosts.test(input, { signal: context.signal })) {
    if (step.result === 'running') continue
    steps.push(step)
    if (!options.json) terminal.out(`${diagnosisLine(step)}\n`)
  }
  context.signal.throwIfAborted()
  if (options.json) printJson(terminal, 'novacron.diagnosis/1', { host: name, steps })
  const failed = steps.find(step => step.result === 'failed')
  return failed ? exitCodeOf(failed.problem?.code ?? 'internal') : exitCode.ok
}
