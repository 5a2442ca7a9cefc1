import { AppError } from '../../../../shared/errors.ts'
import { formatAge } from '../../../../shared/units.ts'
import type { CommandContext, CommandResult } from '../command.ts'
import { printJson } from '../command.ts'
import { exitCode } from '../exitCodes.ts'
import { table } from '../terminal.ts'

/** Open sessions: one's own, or everybody's where one may. */
export async function sessionList(options: { json?: boolean }, context: CommandContext): CommandResult {
  const { client } = await context.open({ connect: false })
  const sessions = await client.session.list()
  if (options.json) {
    printJson(context.terminal, 'novacron.sessions/1', {
      sessions: sessions.map(each => ({
        id: each.id,
        person: each.person,
        shell: each.shell,
        where: each.where,
        opened: new Date(each.openedAtMs).toISOString(),
        lastSeen: new Date(each.lastSeenMs).toISOString(),
        until: new Date(each.untilMs).toISOString(),
        connected: each.connected,
        own: each.isOwn,
      })),
    })
    return exitCode.ok
  }
  const age = (atMs: number) => formatAge(Math.max(0, Date.now() - atMs))
  context.terminal.out(
    table(sessions, [
      { title: 'ID', value: each => each.id },
      { title: 'PERSON', value: each => (each.isOwn ? `${each.person} (this command)` : each.person) },
      { title: 'SHELL', value: each => each.shell },
      { title: 'WHERE', value: each => each.where ?? '–' },
      { title: 'OPENED', value: each => age(each.openedAtMs) },
      { title: 'LAST SEEN', value: each => age(each.lastSeenMs) },
    ]),
  )
  return exitCode.ok
}

/** Ends a session by its id, or by the beginning of it. */
export async function sessionEnd(id: string, context: CommandContext): CommandResult {
  const { client } = await context.open({ connect: false })
  const found = (await client.session.list()).filter(each => each.id.startsWith(id.toLowerCase()))
  const [session, ...more] = id === '' ? [] : found
  if (!session) throw new AppError('name.unknown', 'There is no such session.')
  if (more.length > 0)
    throw new AppError('name.ambiguous', 'More than one session begins like this.', {
      next: 'Give more of it.',
    })
  await client.session.end({ sessionId: session.id })
  context.terminal.out(`Ended the session of ${session.person}.\n`)
  return exitCode.ok
}
