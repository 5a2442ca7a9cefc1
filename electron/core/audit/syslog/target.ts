import { AppError } from '../../../../shared/errors.ts'

/** Where entries are sent. */
export interface SyslogTarget {
  /** As it was written; names the position that was reached there. */
  url: string
  transport: 'udp' | 'tls'
  host: string
  port: number
  /** Name in the receiver's certificate, where it is another than the host's. */
  serverName: string | null
  /** File with the authority that signed the receiver's certificate; the system's authorities without it. */
  ca: string | null
}

/** Ports that IANA gave syslog over UDP and over TLS. */
const ports = { udp: 514, tls: 6514 } as const

/** Reads `udp://host[:port]` or `tls://host[:port][?ca=/file&name=certificate.name]`; throws AppError input.invalid. */
export function parseTarget(text: string): SyslogTarget {
  const invalid = (why: string) =>
    new AppError('input.invalid', `“${text.slice(0, 200)}” is no address of a syslog receiver: ${why}.`, {
      next: 'For example udp://logs.example.org:514 or tls://logs.example.org:6514.',
      data: { field: 'data.syslog' },
    })
  const url = URL.parse(text.trim())
  if (!url) throw invalid('it can’t be read')
  const transport = url.protocol === 'udp:' ? 'udp' : url.protocol === 'tls:' ? 'tls' : null
  if (transport === null) throw invalid('it begins with neither udp:// nor tls://')
  if (url.hostname === '') throw invalid('it names no host')
  if (url.username !== '' || url.password !== '') throw invalid('syslog knows no user')
  return {
    url: text.trim(),
    transport,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? ports[transport] : Number(url.port),
    serverName: url.searchParams.get('name'),
    ca: url.searchParams.get('ca'),
  }
}
