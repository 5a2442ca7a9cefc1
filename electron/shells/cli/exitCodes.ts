import type { ErrorCode } from '../../../shared/errors.ts'

/** What the command line returns to a script; one number a class of failure. */
export const exitCode = {
  ok: 0,
  internal: 1,
  usage: 2,
  notFound: 3,
  connection: 4,
  authentication: 5,
  refused: 6,
  partial: 7,
  store: 8,
  rights: 9,
  taskFailed: 10,
  auditBroken: 11,
  cancelled: 130,
} as const

const byPrefix: readonly [prefix: string, code: number][] = [
  ['input.', exitCode.usage],
  ['query.', exitCode.usage],
  ['uri.', exitCode.usage],
  ['name.taken', exitCode.usage],
  ['name.', exitCode.notFound],
  ['machine.unknown', exitCode.notFound],
  ['machine.gone', exitCode.notFound],
  ['host.unknown', exitCode.notFound],
  ['hostKey.', exitCode.authentication],
  ['auth.', exitCode.authentication],
  ['key.', exitCode.authentication],
  ['agent.', exitCode.authentication],
  ['resolve.', exitCode.connection],
  ['tcp.', exitCode.connection],
  ['ssh.', exitCode.connection],
  ['tls.', exitCode.connection],
  ['channel.', exitCode.connection],
  ['socket.', exitCode.connection],
  ['helper.', exitCode.connection],
  ['transport.', exitCode.connection],
  ['network.', exitCode.connection],
  ['host.notLive', exitCode.connection],
  ['host.readOnly', exitCode.refused],
  ['libvirt.unresponsive', exitCode.connection],
  ['libvirt.', exitCode.refused],
  ['machine.state', exitCode.refused],
  ['task.', exitCode.taskFailed],
  ['audit.', exitCode.auditBroken],
  ['store.', exitCode.store],
  ['core.', exitCode.store],
  ['rights.', exitCode.rights],
  ['session.', exitCode.rights],
  ['cancelled', exitCode.cancelled],
]

/** The exit code of an error's class. */
export function exitCodeOf(code: ErrorCode): number {
  return byPrefix.find(([prefix]) => code.startsWith(prefix))?.[1] ?? exitCode.internal
}
