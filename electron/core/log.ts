import { type Logger as Pino, pino } from 'pino'

/** The core's structured log. Secrets never reach it: call sites name what they log, objects from peers do not. */
export type Logger = Pick<Pino, 'debug' | 'info' | 'warn' | 'error'>

/** Names of fields that are blanked wherever they appear, as a second line of defence. */
const secretPaths = ['password', 'passphrase', 'answers', 'secret', 'secrets', 'token'].flatMap(name => [
  name,
  `*.${name}`,
  `*.*.${name}`,
])

/** A log to standard error as JSON lines; `level` as pino's, `silent` for none. */
export function createLog(level: string): Logger {
  return pino({ level, redact: { paths: secretPaths, censor: '[hidden]' } }, process.stderr)
}
