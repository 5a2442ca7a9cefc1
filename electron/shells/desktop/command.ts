import type { App } from 'electron'

/** Makes the packaged program a command: everything after it is the command line's. */
export const COMMAND_FLAG = '--cli'

/**
 * What follows `--cli` where that comes first among the arguments (Chromium's own switches may stand
 * before it, a link may not); null for a start with a window.
 */
export function commandArguments(argv: readonly string[], isPackaged: boolean): string[] | null {
  const args = argv.slice(isPackaged ? 1 : 2)
  const at = args.indexOf(COMMAND_FLAG)
  if (at < 0 || args.slice(0, at).some(arg => !arg.startsWith('-'))) return null
  return args.slice(at + 1)
}

/**
 * Runs one command inside Electron's main process, without a window, and ends with its exit code. The
 * program can't be started as Node (that fuse is off), so this is how a package has its command line.
 */
export async function runAsCommand(app: App, args: string[]): Promise<void> {
  const [{ runCli }, { exitCode }, { nodeTerminal }, { guardOutput, stopOnSignals }, { desktopKeychain }] =
    await Promise.all([
      import('../cli/run.ts'),
      import('../cli/exitCodes.ts'),
      import('../cli/nodeTerminal.ts'),
      import('../cli/process.ts'),
      import('./keychain.ts'),
    ])
  app.dock?.hide()
  guardOutput()
  const quitting = new AbortController()
  // Electron turns some requests to end into this one.
  app.on('before-quit', event => {
    event.preventDefault()
    quitting.abort(new DOMException('Interrupted.', 'AbortError'))
  })
  const signal = AbortSignal.any([quitting.signal, stopOnSignals(exitCode.cancelled)])
  // No process of Electron, as the keychain's is, can be started before.
  await app.whenReady()
  const code = await runCli(args, {
    terminal: nodeTerminal,
    signal,
    env: process.env,
    keychain: desktopKeychain,
  })
  // Ending does not wait for what a pipe has not taken yet.
  for (const stream of [process.stdout, process.stderr])
    await new Promise<void>(resolve => stream.write('', () => resolve()))
  app.exit(code)
}
