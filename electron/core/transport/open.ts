import { FactsBook } from './facts.ts'
import { LocalTransport } from './local.ts'
import { openOpenSsh } from './openssh/opensshTransport.ts'
import { planRoute } from './ssh/route.ts'
import { openSsh } from './ssh/sshTransport.ts'
import { TcpTransport } from './tcp.ts'
import { TlsTransport } from './tls.ts'
import type { OpenOptions } from './openOptions.ts'
import type { HostTransport, Questions, TransportFacts, TransportTarget } from './types.ts'

/**
 * Opens the one authenticated transport to a host. Rejects an `AppError` whose data names the stage;
 * asks through `ask` and nowhere else. A local, TCP or TLS target is first contacted by `openLibvirt`.
 */
export async function openTransport(
  target: TransportTarget,
  ask: Questions,
  options: OpenOptions,
): Promise<HostTransport> {
  switch (target.kind) {
    case 'local':
      return new LocalTransport(target, options)
    case 'tcp':
      return new TcpTransport(target, options)
    case 'tls':
      return new TlsTransport(target, options, ask)
    case 'ssh':
      return openSsh(target, ask, options)
    case 'openssh':
      return openOpenSsh(target, ask, options)
  }
}

/** What would be decided about the way to a host: reads ssh config and known_hosts, contacts nothing. */
export async function describeTarget(target: TransportTarget): Promise<TransportFacts> {
  const facts = new FactsBook(target.kind)
  switch (target.kind) {
    case 'ssh':
    case 'openssh':
      await planRoute(target, facts)
      break
    case 'local':
      facts.decide('sockets', target.sockets.join(', '))
      break
    default:
      facts.decide('address', `${target.host}:${target.port}`)
  }
  return facts
}
