import { dataFolder } from '../../core/store/dataFolder.ts'
import type { Keychain } from '../../core/vault/index.ts'
import { fromCallError } from '../../../shared/contract/client.ts'
import { AppError } from '../../../shared/errors.ts'
import { VIEW_SETTING } from '../../../shared/models/settingNames.ts'
import { builtInUnits, chooseUnits, readUnitChoices } from '../../../shared/unitChoices.ts'
import type { CommandContext, ContractClient } from './command.ts'
import type { CoreConnection } from './connection.ts'
import { createProgram } from './program.ts'
import { type Terminal, tellNotices } from './terminal.ts'

/** Tables are written as the person chose for the window; JSON and exports hold plain numbers all the same. */
async function writeAsChosen(client: ContractClient): Promise<void> {
  try {
    const { value } = await client.app.getSetting({ key: VIEW_SETTING })
    chooseUnits(readUnitChoices(value))
  } catch (thrown) {
    const error = fromCallError(thrown)
    if (!(error instanceof AppError)) throw thrown
    // Whoever has to do something else first, or is not known, reads the plain units: the command says what is wrong.
    chooseUnits(builtInUnits)
  }
}

const KEEP_ALIVE_MS = 60_000

/** Runs one command line and gives its exit code. The core is opened at most once and always closed. */
export async function runCli(
  args: string[],
  options: {
    terminal: Terminal
    signal: AbortSignal
    env: NodeJS.ProcessEnv
    /** The operating system's keychain, where the shell reaches it in its own way. */
    keychain?: () => Keychain
  },
): Promise<number> {
  const { terminal, signal, env, keychain } = options
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
          connection = await openCore(context.folder, { ...open, keychain }, signal, client =>
            signIn(client, { terminal, env, signal }),
          )
          tellNotices(terminal, connection.notices)
          if (open.signIn !== false) await writeAsChosen(connection.client)
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
