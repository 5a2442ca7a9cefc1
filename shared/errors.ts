/** Every code that an `AppError` may carry; the words shown to a person follow from the code. */
export const errorCodes = [
  // input
  'input.invalid',
  'input.outdated',
  'query.invalid',
  'uri.invalid',
  'name.ambiguous',
  'name.unknown',
  'name.taken',
  // transport stages
  'resolve.failed',
  'tcp.refused',
  'tcp.timeout',
  'tcp.unreachable',
  'ssh.notSsh',
  'ssh.turnedAway',
  'ssh.version',
  'ssh.failed',
  'hostKey.new',
  'hostKey.changed',
  'hostKey.revoked',
  'hostKey.refused',
  'auth.failed',
  'auth.noMethod',
  'auth.cancelled',
  'key.unreadable',
  'key.passphrase',
  'agent.unreachable',
  'channel.refused',
  'socket.missing',
  'socket.permission',
  'helper.missing',
  'tls.failed',
  'transport.noExec',
  'transport.closed',
  'transport.unsupported',
  // libvirt
  'libvirt.error',
  'libvirt.denied',
  'libvirt.authRequired',
  'libvirt.unresponsive',
  'libvirt.protocol',
  'libvirt.tooOld',
  // hosts
  'host.notLive',
  'host.readOnly',
  'host.unknown',
  'network.suspect',
  // machines and tasks
  'machine.unknown',
  'machine.gone',
  'machine.state',
  'task.cancelled',
  'task.timeout',
  // store
  'store.future',
  'store.corrupt',
  'store.full',
  'store.readOnly',
  'store.failed',
  'store.locked',
  // rights and the way in
  'rights.denied',
  'rights.changed',
  'session.required',
  'session.ended',
  'signIn.refused',
  'signIn.code',
  'signIn.delayed',
  'policy.refused',
  'passphrase.weak',
  'setUp.done',
  'keychain.unavailable',
  'keychain.empty',
  'recovery.refused',
  'owner.last',
  'role.used',
  // vault
  'vault.closed',
  'vault.noKey',
  'vault.damaged',
  'register.absent',
  'register.refused',
  'credential.unknown',
  'credential.used',
  'credential.refused',
  'credential.invalid',
  'credential.withheld',
  // audit and back-ups
  'audit.broken',
  'backup.passphrase',
  'backup.damaged',
  'backup.future',
  'core.unreachable',
  'cancelled',
  'internal',
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** How an `AppError` crosses the wire: code, words, next step and plain data; never a stack or a secret. */
export interface AppErrorWire {
  code: ErrorCode
  message: string
  next?: string | undefined
  data?: Record<string, unknown> | undefined
}

/** Something a person can act on: a stable code, what happened, and what to do next. Bugs stay plain exceptions. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly next: string | undefined
  readonly data: Record<string, unknown> | undefined

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      next?: string | undefined
      data?: Record<string, unknown> | undefined
      cause?: unknown
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.next = options.next
    this.data = options.data
  }

  /** The form that crosses to a shell. */
  toWire(): AppErrorWire {
    return {
      code: this.code,
      message: this.message,
      ...(this.next === undefined ? {} : { next: this.next }),
      ...(this.data === undefined ? {} : { data: this.data }),
    }
  }

  /** Rebuilds the error on the other side. */
  static fromWire(wire: AppErrorWire): AppError {
    return new AppError(wire.code, wire.message, { next: wire.next, data: wire.data })
  }
}

/** What crossed the wire, read as an error; null where it is none. */
export function readAppError(data: unknown): AppError | null {
  if (typeof data !== 'object' || data === null) return null
  const wire: Partial<Record<keyof AppErrorWire, unknown>> = data
  const code = errorCodes.find(known => known === wire.code)
  if (code === undefined || typeof wire.message !== 'string') return null
  return new AppError(code, wire.message, {
    next: typeof wire.next === 'string' ? wire.next : undefined,
    data: isPlain(wire.data) ? wire.data : undefined,
  })
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Any thrown thing as the wire form; what is not an `AppError` is named internal and its text is kept out. */
export function errorToWire(error: unknown): AppErrorWire {
  if (error instanceof AppError) return error.toWire()
  return {
    code: 'internal',
    message: 'Something inside NovaCron failed.',
    next: 'See the log for details.',
  }
}

/** Says at compile time that a union is exhausted. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`)
}
