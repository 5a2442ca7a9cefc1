import { AppError } from '../../../shared/errors.ts'
import { LocalTransport } from './local.ts'
import { TcpTransport } from './tcp.ts'
import { TlsTransport } from './tls.ts'
import type { HostTransport, OpenOptions, Questions, TransportTarget } from './types.ts'

/**
 * Opens the one authenticated transport to a host. Rejects an `AppError` whose data names the stage;
 * asks through `ask` and nowhere else.
 */
export async function openTransport(
  target: TransportTarget,
  _ask: Questions,
  options: OpenOptions,
): Promise<HostTransport> {
  switch (target.kind) {
    case 'local':
      return new LocalTransport(target, options)
    case 'tcp':
      return new TcpTransport(target, options)
    case 'tls':
      return new TlsTransport(target, options)
    default:
      throw new AppError('transport.unsupported', 'SSH follows in the next step.')
  }
}
