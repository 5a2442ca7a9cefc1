import { lookup } from 'node:dns/promises'
import { connect, isIP, type Socket } from 'node:net'
import { AppError } from '../../../shared/errors.ts'
import { cancelled, withDeadline } from './deadline.ts'

/** Wait before the next address is tried beside those under way (RFC 8305 §5). */
const NEXT_ADDRESS_MS = 250
const ADDRESSES_MAX = 16

/** The system resolver's answer; a literal address is itself. Rejects `resolve.failed`. */
export async function resolveName(host: string, ms: number, signal: AbortSignal): Promise<string[]> {
  if (isIP(host) !== 0) return [host]
  return withDeadline(
    ms,
    signal,
    async () => {
      try {
        const found = await lookup(host, { all: true, order: 'verbatim' })
        return found.slice(0, ADDRESSES_MAX).map(one => one.address)
      } catch (cause) {
        throw unresolved(host, cause)
      }
    },
    () =>
      new AppError('resolve.failed', `Looking up ${host} took longer than ${seconds(ms)}.`, {
        next: "Check this computer's DNS server and network connection.",
        data: { stage: 'resolve', host },
      }),
  )
}

function unresolved(host: string, cause: unknown): AppError {
  const code = errorCode(cause)
  const temporary = code === 'EAI_AGAIN'
  return new AppError(
    'resolve.failed',
    temporary ? `No name server answered when looking up ${host}.` : `The name ${host} is not known.`,
    {
      next: temporary
        ? "Check this computer's network connection and DNS server."
        : 'Check the spelling, the DNS search domain, or give an address or an ssh config HostName.',
      data: { stage: 'resolve', host, cause: code },
      cause,
    },
  )
}

/**
 * Connects to the first address that answers, starting the next one beside it after 250 ms.
 * Rejects `tcp.refused`, `tcp.timeout` or `tcp.unreachable`. The socket has no delay (Nagle off).
 */
export async function dial(
  addresses: string[],
  port: number,
  ms: number,
  signal: AbortSignal,
  localAddress?: string,
): Promise<Socket> {
  const where = `${addresses[0]}:${port}`
  return withDeadline(
    ms,
    signal,
    inner => race(addresses, port, inner, localAddress),
    () =>
      new AppError('tcp.timeout', `${where} did not answer within ${seconds(ms)}.`, {
        next: 'The host is off, or a firewall drops packets to this port. Check the port, the route and the VPN.',
        data: { stage: 'tcp', addresses, port },
      }),
  )
}

function race(
  addresses: string[],
  port: number,
  signal: AbortSignal,
  localAddress: string | undefined,
): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  const open = new Set<Socket>()
  const failures: unknown[] = []
  let next = 0
  let timer: NodeJS.Timeout | undefined
  const finish = (winner?: Socket) => {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
    next = addresses.length
    for (const socket of open) if (socket !== winner) socket.destroy()
    open.clear()
  }
  const onAbort = () => {
    finish()
    reject(cancelled())
  }
  const start = () => {
    clearTimeout(timer)
    const address = addresses[next++]
    if (address === undefined) return
    const socket = connect({
      host: address,
      port,
      noDelay: true,
      ...(localAddress === undefined ? {} : { localAddress }),
    })
    open.add(socket)
    socket.once('connect', () => {
      socket.removeAllListeners('error')
      finish(socket)
      resolve(socket)
    })
    socket.once('error', error => {
      failures.push(error)
      open.delete(socket)
      if (next < addresses.length) start()
      else if (open.size === 0 && failures.length >= addresses.length) {
        finish()
        reject(dialProblem(failures, addresses, port))
      }
    })
    if (next < addresses.length) timer = setTimeout(start, NEXT_ADDRESS_MS)
  }
  signal.addEventListener('abort', onAbort, { once: true })
  start()
  return promise
}

/** The failure that says most: a refusal proves the host is there, a time-out proves nothing. */
function dialProblem(failures: unknown[], addresses: string[], port: number): AppError {
  const codes = failures.map(errorCode)
  const where = `${addresses[0]}:${port}`
  const data = { stage: 'tcp', addresses, port, causes: codes }
  const options = (next: string) => ({ next, data, cause: failures[0] })
  if (codes.includes('ECONNREFUSED') || codes.includes('ECONNRESET')) {
    return new AppError(
      'tcp.refused',
      `${where} refused the connection: nothing listens on port ${port}.`,
      options('Check the port number and that the SSH (or libvirt) service runs on the host.'),
    )
  }
  if (codes.includes('ETIMEDOUT')) {
    return new AppError(
      'tcp.timeout',
      `${where} did not answer.`,
      options('The host is off, or a firewall drops packets to this port.'),
    )
  }
  return new AppError(
    'tcp.unreachable',
    `No route to ${where} (${codes[0] ?? 'unknown'}).`,
    options("Check this computer's network, the VPN and the host's address."),
  )
}

/** Node's error code, or `unknown`. */
export function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return 'unknown'
}

/** Milliseconds in words. */
export function seconds(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${Math.round(ms / 100) / 10} s`
}
