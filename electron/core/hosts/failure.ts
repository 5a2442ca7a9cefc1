import type { ErrorCode } from '../../../shared/errors.ts'

/**
 * What a failed attempt says: `network`: nothing proves that the host was reached; `host`: it was reached
 * and failed in a way that may pass; `person`: retrying can't cure it and might lock an account.
 */
export type FailureKind = 'network' | 'host' | 'person'

const kinds: Partial<Record<ErrorCode, FailureKind>> = {
  'resolve.failed': 'network',
  'tcp.timeout': 'network',
  'tcp.unreachable': 'network',
  // Silence behind an open port, or the page of a captive portal.
  'ssh.notSsh': 'network',
  'transport.closed': 'network',
  'uri.invalid': 'person',
  'input.invalid': 'person',
  'ssh.version': 'person',
  'hostKey.new': 'person',
  'hostKey.changed': 'person',
  'hostKey.revoked': 'person',
  'hostKey.refused': 'person',
  'auth.failed': 'person',
  'auth.noMethod': 'person',
  'auth.cancelled': 'person',
  'key.unreadable': 'person',
  'key.passphrase': 'person',
  'agent.unreachable': 'person',
  'vault.closed': 'person',
  'vault.noKey': 'person',
  'vault.damaged': 'person',
  'credential.unknown': 'person',
  'credential.invalid': 'person',
  'credential.refused': 'person',
  'credential.withheld': 'person',
  'policy.refused': 'person',
  'socket.permission': 'person',
  'tls.failed': 'person',
  'transport.unsupported': 'person',
  'libvirt.denied': 'person',
  'libvirt.authRequired': 'person',
  'libvirt.tooOld': 'person',
}

/** The kind of a failure by its code; what isn't listed was reached and may pass. */
export function failureKind(code: ErrorCode): FailureKind {
  return kinds[code] ?? 'host'
}
