import { spawn } from 'node:child_process'
import { AppError } from '../../../../shared/errors.ts'
import { isHeldByCore } from '../../../core/core.ts'
import type { CommandContext, CommandResult } from '../command.ts'
import type { RunningHeadless } from '../../headless/start.ts'
import { exitCode } from '../exitCodes.ts'
import { tellNotices } from '../terminal.ts'

const openers: Partial<Record<NodeJS.Platform, [program: string, args: string[]]>> = {
  linux: ['xdg-open', []],
  darwin: ['open', []],
  win32: ['rundll32', ['url.dll,FileProtocolHandler']],
}

/** Opens a loopback link in the person's browser; says so on standard error where there is none. */
function openBrowser(link: string, context: CommandContext): void {
  const [program, args] = openers[process.platform] ?? ['xdg-open', []]
  const child = spawn(program, [...args, link], { stdio: 'ignore', detached: true })
  child.once('error', () => context.terminal.err('No browser could be opened; open the link by hand.\n'))
  child.unref()
}

/** Another NovaCron holds the folder: it makes the link, and this process ends. */
async function handOver(options: { open?: boolean }, context: CommandContext): CommandResult {
  const { client } = await context.open({ connect: false })
  const { link } = await client.app.signInLink()
  if (link === null)
    throw new AppError(
      'store.locked',
      'NovaCron already runs on this data folder, without a browser interface.',
      {
        next: 'Use its window, or set NOVACRON_HOME to another folder.',
      },
    )
  context.terminal.out(`NovaCron already runs here: ${link}\n`)
  if (options.open) openBrowser(link, context)
  return exitCode.ok
}

/** Serves the interface until it is interrupted. */
export async function serve(
  options: { port: number; open?: boolean },
  context: CommandContext,
): CommandResult {
  const { startHeadless } = await import('../../headless/start.ts')
  let server: RunningHeadless
  try {
    server = await startHeadless({ folder: context.folder, port: options.port })
  } catch (error) {
    if (isHeldByCore(error)) return handOver(options, context)
    throw error
  }
  tellNotices(context.terminal, server.notices)
  context.terminal.out(`NovaCron is ready: ${server.link}\n`)
  context.terminal.err('The link works once. Press Ctrl+C to stop.\n')
  if (options.open) openBrowser(server.link, context)
  const { promise, resolve } = Promise.withResolvers<void>()
  if (context.signal.aborted) resolve()
  context.signal.addEventListener('abort', () => resolve(), { once: true })
  await promise
  await server.close()
  return exitCode.ok
}
