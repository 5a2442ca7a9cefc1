import { readFile } from 'node:fs/promises'
import { AppError } from '../../../../shared/errors.ts'
import { formatBytes } from '../../../../shared/units.ts'
import type { CommandContext, CommandResult } from '../command.ts'
import { printJson } from '../command.ts'
import { differenceText } from '../coreWords.ts'
import { exitCode } from '../exitCodes.ts'
import { printable, table } from '../terminal.ts'
import { minuteText, timeTitle } from '../when.ts'

const PASSPHRASE_MAX = 1_024

interface Proof {
  passphraseFile?: string
}

/** The passphrase of the file, or as somebody types it; `input.invalid` where there is nobody to ask. */
async function passphraseOf(
  { passphraseFile }: Proof,
  { terminal }: CommandContext,
  twice: boolean,
): Promise<string> {
  if (passphraseFile !== undefined) {
    const text = await readFile(passphraseFile, 'utf8').catch((error: unknown) => {
      throw new AppError('input.invalid', `${passphraseFile} can’t be read.`, { cause: error })
    })
    const [line = ''] = text.slice(0, PASSPHRASE_MAX + 2).split(/\r?\n/)
    return line
  }
  const typed = await terminal.ask('Passphrase of the back-up: ', false)
  if (typed === null)
    throw new AppError('input.invalid', 'A back-up needs its passphrase.', {
      next: 'Name a file that holds it with --passphrase-file.',
    })
  if (twice && (await terminal.ask('Once more: ', false)) !== typed)
    throw new AppError('input.invalid', 'These two are not the same.')
  return typed
}

/** The back-ups of the data folder, newest first. */
export async function backupList(options: { json?: boolean }, context: CommandContext): CommandResult {
  const { terminal } = context
  const { client } = await context.open({ connect: false })
  const state = await client.backup.list()
  if (options.json) {
    printJson(terminal, 'novacron.backups/1', { ...state })
    return exitCode.ok
  }
  terminal.out(
    table(state.files, [
      { title: timeTitle('MADE'), value: file => minuteText(file.madeAtMs) },
      { title: 'KIND', value: file => (file.automatic ? 'daily' : 'by hand') },
      { title: 'SIZE', value: file => formatBytes(file.bytes), align: 'right' },
      { title: 'NAME', value: file => file.name },
      { title: 'PROBLEM', value: file => file.problem?.message ?? '' },
    ]),
  )
  if (state.pending)
    terminal.err(
      `${printable(state.pending.name)} is put in place at the next start (novacron backup cancel).\n`,
    )
  if (state.schedule?.problem)
    terminal.err(`The daily back-up failed: ${printable(state.schedule.problem.message)}\n`)
  return exitCode.ok
}

/** Makes one now. */
export async function backupRun(options: Proof, context: CommandContext): CommandResult {
  const passphrase = await passphraseOf(options, context, true)
  const { client } = await context.open({ connect: false })
  const { name, bytes } = await client.backup.run({ passphrase })
  const { folder } = await client.backup.list()
  context.terminal.err(`Made and opened: ${formatBytes(bytes)} in ${printable(folder)}\n`)
  context.terminal.out(`${name}\n`)
  return exitCode.ok
}

/** Shows what is in one, or plans that the next start puts it in place. */
export async function backupRestore(
  name: string,
  options: Proof & { preview?: boolean; json?: boolean },
  context: CommandContext,
): CommandResult {
  const { terminal } = context
  const passphrase = await passphraseOf(options, context, false)
  const { client } = await context.open({ connect: false })
  if (options.preview) {
    const contents = await client.backup.preview({ name, passphrase })
    if (options.json) {
      printJson(terminal, 'novacron.backup/1', {
        name,
        ...contents,
        differences: contents.differences.map(differenceText),
      })
      return exitCode.ok
    }
    terminal.out(`${timeTitle('Made')} ${minuteText(contents.madeAtMs)} by version ${contents.version}\n`)
    terminal.out(
      `${Object.entries(contents.counts)
        .map(([what, count]) => `${what}: ${count}`)
        .join(', ')}\n`,
    )
    for (const difference of contents.differences)
      terminal.out(`- ${printable(differenceText(difference))}\n`)
    return exitCode.ok
  }
  const { keptAs } = await client.backup.restore({ name, passphrase })
  terminal.err(
    `It is put in place when NovaCron starts next; what is here now is kept as ${printable(keptAs)}.\n`,
  )
  return exitCode.ok
}

/** Takes back a restore that waits. */
export async function backupCancel(context: CommandContext): CommandResult {
  const { client } = await context.open({ connect: false })
  await client.backup.cancelRestore()
  return exitCode.ok
}
