import { type Logger as Pino, pino } from 'pino'

/** The core's structured log. Secrets never reach it: call sites name what they log, objects from peers do not. */
export type Logger = Pick<Pino, 'debug' | 'info' | 'warn' | 'error'>

/** Names of fields that are blanked wherever they appear, as a second line of defence. */
const secretPaths = ['password', 'passphrase', 'answers', 'secret', 'secrets', 'token'].flatMap(name => [
  name,
  `*.${name}`,
  `*.*.${name}`,
])

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
export type LogLevel = (typeof levels)[number]

/** The level that NOVACRON_LOG names; `fallback` where it is not set, or names none: a slip there is no reason not to start. */
export function logLevel(
  fallback: LogLevel,
  env: Readonly<Record<string, string | undefined>> = process.env,
): LogLevel {
  const named = env.NOVACRON_LOG?.trim().toLowerCase()
  return levels.find(level => level === named) ?? fallback
}

/** A log to standard error as JSON lines; `level` as pino's, `silent` for none. */
export function createLog(level: LogLevel): Logger {
  return pino({ level, redact: { paths: secretPaths, censor: '[hidden]' } }, process.stderr)
}
