import type { Duplex } from 'node:stream'
import { isIP } from 'node:net'
import { saying } from '../../../../shared/route.ts'
import { AppError } from '../../../../shared/errors.ts'
import { withDeadline } from '../deadline.ts'
import { dial, resolveName, seconds } from '../dial.ts'
import { AnsweredTooLate, Asker } from './asker.ts'
import { type Connected, connectSsh } from './connect.ts'
import type { KeyRing } from './keyRing.ts'
import { ChannelRefused, type SshLink } from './link.ts'
import { startProxyCommand } from './proxyCommand.ts'
import type { Hop } from './route.ts'
import type { HopRequest } from './sharedHops.ts'

/** A person may answer late this often before the attempt is given up. */
const LATE_ANSWERS_MAX = 5

/** Reaches one hop and logs in. An answer that comes after the server hung up is used on a new connection. */
export async function connectHop(request: HopRequest<Connected>, ring: KeyRing): Promise<Connected> {
  const { hop, ask, signal, onStage } = request
  const asker = new Asker(ask, signal)
  for (let late = 0; ; late++) {
    const stream = await reach(request)
    try {
      return await connectSsh(stream, { hop, asker, ring, signal, onStage })
    } catch (error) {
      if (!(error instanceof AnsweredTooLate)) throw error
      if (late >= LATE_ANSWERS_MAX) throw tooLate(hop)
    }
  }
}

async function reach(request: HopRequest<Connected>): Promise<Duplex> {
  const { hop, signal, onStage } = request
  const through = request.through?.link
  if (through !== undefined) {
    onStage('resolve')
    onStage('resolve', saying('lookedUpBy', { host: hop.host, hop: through.endpoint }))
    onStage('tcp')
    const stream = await reachThrough(hop, through, signal)
    onStage('tcp', saying('portThrough', { port: String(hop.port), hops: through.endpoint }))
    return stream
  }
  if (hop.proxyCommand !== null) {
    onStage('resolve')
    onStage('resolve', saying('leftToProxy'))
    onStage('tcp')
    const stream = await startProxyCommand(hop.proxyCommand, signal)
    onStage('tcp', saying('proxyStarted'))
    return stream
  }
  const { resolveMs, tcpMs } = hop.deadlines
  onStage('resolve')
  const addresses = ofFamily(await resolveName(hop.host, resolveMs, signal), hop)
  onStage('resolve', addresses.join(', '))
  onStage('tcp')
  const socket = await dial(addresses, hop.port, tcpMs, signal, hop.settings.bindAddress?.value)
  onStage('tcp', `${socket.remoteAddress ?? addresses[0]}:${hop.port}`)
  return socket
}

function ofFamily(addresses: string[], hop: Hop): string[] {
  const family = hop.settings.addressFamily
  if (family === undefined) return addresses
  const fitting = addresses.filter(address => isIP(address) === family.value)
  if (fitting.length > 0) return fitting
  throw new AppError('resolve.failed', `${hop.host} has no IPv${family.value} address.`, {
    next: `Remove AddressFamily at ${family.source}, or give another name.`,
    data: { stage: 'resolve', host: hop.host, addresses },
  })
}

async function reachThrough(hop: Hop, through: SshLink, signal: AbortSignal): Promise<Duplex> {
  const data = { stage: 'tcp', endpoint: hop.endpoint, through: through.endpoint }
  try {
    return await withDeadline(
      hop.deadlines.tcpMs,
      signal,
      inner => through.openTcp(hop.host, hop.port, inner),
      () =>
        new AppError(
          'tcp.timeout',
          `${through.endpoint} did not reach ${hop.host}:${hop.port} within ${seconds(hop.deadlines.tcpMs)}.`,
          { next: 'The host is off, or a firewall between the two drops packets.', data },
        ),
    )
  } catch (error) {
    if (!(error instanceof ChannelRefused)) throw error
    if (error.reason === 'prohibited' || error.reason === 'unknownType') {
      throw new AppError(
        'channel.refused',
        `${through.endpoint} does not forward connections: ${error.message}.`,
        {
          next: `Allow it there: AllowTcpForwarding yes (and PermitOpen ${hop.host}:${hop.port}) in sshd_config.`,
          data: { ...data, stage: 'channel' },
          cause: error,
        },
      )
    }
    throw new AppError(
      'tcp.unreachable',
      `${through.endpoint} could not reach ${hop.host}:${hop.port}: ${error.message}.`,
      { next: 'Check the name and port as seen from the jump host.', data, cause: error },
    )
  }
}

function tooLate(hop: Hop): AppError {
  return new AppError('auth.cancelled', `${hop.endpoint} hung up before each answer came.`, {
    next: 'Answer sooner, or use a key or an agent.',
    data: { stage: 'authentication', endpoint: hop.endpoint },
  })
}
