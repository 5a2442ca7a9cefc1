import { dataFolder } from '../../core/store/dataFolder.ts'
import type { CommandContext } from './command.ts'
import type { CoreConnection } from './connection.ts'
import { createProgram } from './program.ts'
import { type Terminal, tellNotices } from './terminal.ts'

const KEEP_ALIVE_MS = 60_000

/** Runs one command line and gives its exit code. The core is opened at most once and always closed. */
export async function runCli(
  args: string[],
  options: { terminal: Terminal; signal: AbortSignal; env: NodeJS.ProcessEnv },
): Promise<number> {
  const { terminal, signal, env } = options
  const program = createProgram({
    terminal,
    async run(command) {
      let connection: CoreConnection | null = null
      const context: CommandContext = {
        terminal,
        signal,
        folder: dataFolder(env, process.platform),
        async open(open) {
          if (connection) return connection
          const [{ openCore }, { signIn }] = await Promise.all([
            import('./connection.ts'),
            import('./signIn.ts'),
          ])
          connection = await openCore(context.folder, open, signal, client =>
            signIn(client, { terminal, env }),
          )
          tellNotices(terminal, connection.notices)
          return connection
        },
      }
      // A command may wait on nothing but another event of the core; that alone keeps no process alive.
      const alive = setInterval(() => {}, KEEP_ALIVE_MS)
      try {
        return await command(context)
      } finally {
        clearInterval(alive)
        await (connection as CoreConnection | null)?.close()
      }
    },
  })
  return program.parse(args)
}
