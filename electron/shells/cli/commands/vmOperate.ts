import { AppError } from '../../../../shared/errors.ts'
import type { MachineKey, TaskId } from '../../../../shared/ids.ts'
import type { Machine } from '../../../../shared/models/machine.ts'
import { losesMemory } from '../../../../shared/models/actCare.ts'
import type { MachineAction, PlannedAction, Task } from '../../../../shared/models/task.ts'
import type { CommandContext, CommandResult, ContractClient } from '../command.ts'
import { printJson } from '../command.ts'
import { skipText } from '../coreWords.ts'
import { exitCode } from '../exitCodes.ts'
import { hostNamed, machineNamed } from '../select.ts'
import { reportUnreachable, settleHosts } from '../settle.ts'
import { printable, table } from '../terminal.ts'

/** Options of the lifecycle commands as typed. */
export interface OperateOptions {
  where?: string
  host?: string
  dryRun?: boolean
  timeout?: number
  /** Names typed because the policies want them; those given as arguments count too. */
  confirm?: string[]
  json?: boolean
}

const planTable = (plan: readonly PlannedAction[]) =>
  table(plan, [
    { title: 'HOST', value: step => step.host },
    { title: 'NAME', value: step => step.name },
    { title: 'NOW', value: step => step.state },
    { title: 'THEN', value: step => (step.skip === null ? (step.nextState ?? 'unchanged') : 'skipped') },
    { title: 'WHY / VIRSH', value: step => (step.skip ? skipText(step.skip) : step.virsh) },
  ])

/** In documents the reason stays the text that it always was; its code stands beside it. */
const told = ({ skip, ...step }: PlannedAction) => ({
  ...step,
  skip: skip && skipText(skip),
  skipCode: skip?.code ?? null,
})

async function chooseKeys(
  client: ContractClient,
  names: readonly string[],
  options: OperateOptions,
): Promise<MachineKey[]> {
  const scope =
    options.host !== undefined ? { hostId: hostNamed(await client.hosts.list(), options.host).record.id } : {}
  const all = await client.machines.list(scope)
  const named: Machine[] = names.map(name => machineNamed(all, name))
  const matching =
    options.where === undefined ? [] : await client.machines.list({ ...scope, where: options.where })
  return [...new Set([...named, ...matching].map(machine => machine.key))]
}

/** Watches tasks from before the first begins, so that none can end unseen however many there are. */
async function watchTasks(context: CommandContext, client: ContractClient) {
  const stream = (await client.tasks.watch(undefined, { signal: context.signal }))[Symbol.asyncIterator]()
  await stream.next()
  return {
    /** Resolves when every task has ended; each end is told on standard error as it comes. */
    async ended(ids: ReadonlySet<TaskId>): Promise<Task[]> {
      const ended = new Map<TaskId, Task>()
      while (ended.size < ids.size) {
        const { value: event, done } = await stream.next()
        if (done) break
        const tasks = event.type === 'snapshot' ? event.tasks : [event.task]
        for (const task of tasks) {
          if (!ids.has(task.id) || ended.has(task.id) || !hasEnded(task)) continue
          ended.set(task.id, task)
          tellEnd(context, task)
        }
      }
      await stream.return?.()
      // A stream that is given up ends without a word: what was not seen to end is not done.
      context.signal.throwIfAborted()
      return [...ended.values()]
    },
  }
}

const hasEnded = ({ status }: Task): boolean => status !== 'queued' && status !== 'running'

function tellEnd({ terminal }: CommandContext, task: Task): void {
  const subject = printable(`${task.host}/${task.machine}`)
  const problem = task.problem ? `: ${printable(task.problem.message)}` : ''
  terminal.err(`${subject}: ${task.action} ${task.status}${problem}\n`)
  if (task.problem?.next) terminal.err(`  ${printable(task.problem.next)}\n`)
}

/** Refuses before anything is reached: an empty variable of a script must never mean the whole fleet. */
function checkChoice(names: readonly string[], options: OperateOptions): void {
  if (names.length === 0 && options.where === undefined)
    throw new AppError('input.invalid', 'Name at least one machine, or choose them with --where.')
  if (options.where?.trim() === '')
    throw new AppError('input.invalid', 'An empty --where would choose every machine of the fleet.', {
      next: 'If that is meant, say it: --where "name:*".',
    })
}

/** Runs one verb on the machines named or matched; `--dry-run` only shows the plan. */
export async function vmOperate(
  action: MachineAction,
  names: readonly string[],
  options: OperateOptions,
  context: CommandContext,
): CommandResult {
  const { terminal } = context
  checkChoice(names, options)
  const { client } = await context.open({ connect: true, serve: true })
  const scope =
    options.host !== undefined
      ? new Set([hostNamed(await client.hosts.list(), options.host).record.id])
      : undefined
  const hosts = await settleHosts(client, terminal, {
    signal: context.signal,
    ...(scope ? { wanted: scope } : {}),
  })
  const partial = reportUnreachable(terminal, hosts)
  const keys = await chooseKeys(client, names, options)
  if (keys.length === 0) {
    terminal.err('No machine matches.\n')
    if (options.json) printJson(terminal, 'novacron.tasks/1', { action, tasks: [], skipped: [] })
    return partial ? exitCode.partial : exitCode.ok
  }
  if (options.dryRun) {
    const plan = await client.machines.plan({ action, keys })
    if (options.json) printJson(terminal, 'novacron.plan/1', { action, plan: plan.map(told) })
    else terminal.out(planTable(plan))
    return partial ? exitCode.partial : exitCode.ok
  }
  const timeout = options.timeout === undefined ? {} : { timeoutMs: options.timeout * 1000 }
  const watch = await watchTasks(context, client)
  const { tasks, skipped } = await client.machines.operate({
    action,
    keys,
    ...timeout,
    ...(losesMemory.has(action) ? { confirmed: [...names, ...(options.confirm ?? [])] } : {}),
  })
  for (const step of skipped)
    terminal.err(
      `${printable(`${step.host}/${step.name}`)}: skipped, ${printable(step.skip ? skipText(step.skip) : '')}\n`,
    )
  const ended = await watch.ended(new Set(tasks.map(task => task.id)))
  if (options.json)
    printJson(terminal, 'novacron.tasks/1', { action, tasks: ended, skipped: skipped.map(told) })
  if (ended.some(task => task.status !== 'done')) return exitCode.taskFailed
  return partial || skipped.length > 0 ? exitCode.partial : exitCode.ok
}
