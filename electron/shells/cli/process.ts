import { exitCode } from './exitCodes.ts'
import { printable } from './terminal.ts'

/** A command that was told to stop and has not by then is waiting for something that never comes. */
const STOP_MS = 10_000

/**
 * Aborts when this process is told to end (Ctrl+C, kill, a terminal that is closed), so that a
 * command can leave cleanly. One that doesn't, or a second Ctrl+C, ends the process with `code`.
 */
export function stopOnSignals(code: number): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      stop.abort(new DOMException('Interrupted.', 'AbortError'))
      setTimeout(() => process.exit(code), STOP_MS).unref()
    })
  return stop.signal
}

/**
 * What becomes of output that can't be written: a reader that goes away (| head) is an end, a full disk
 * is told without a stack, and where there is no standard error any more nobody can be told.
 */
export function guardOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCode.ok)
    process.stderr.write(`novacron: the output could not be written: ${printable(error.message)}\n`)
    process.exit(exitCode.internal)
  })
  process.stderr.on('error', () => {
    // The command goes on for what it prints and returns.
  })
}
