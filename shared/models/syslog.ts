import { z } from 'zod'

/** Where entries of the audit are sent. */
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

/** Reads `udp://host[:port]` or `tls://host[:port][?ca=/file&name=certificate.name]`; why not, where it is none. */
export function readSyslogTarget(text: string): SyslogTarget | { why: string } {
  const written = text.trim()
  const url = /\s/.test(written) ? null : URL.parse(written)
  if (!url) return { why: 'it can’t be read' }
  const transport = url.protocol === 'udp:' ? 'udp' : url.protocol === 'tls:' ? 'tls' : null
  if (transport === null) return { why: 'it begins with neither udp:// nor tls://' }
  if (url.hostname === '') return { why: 'it names no host' }
  if (url.username !== '' || url.password !== '') return { why: 'syslog knows no user' }
  if (url.port === '0') return { why: 'nothing listens on port 0' }
  return {
    url: written,
    transport,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? ports[transport] : Number(url.port),
    serverName: url.searchParams.get('name'),
    ca: url.searchParams.get('ca'),
  }
}

/** The address of a syslog receiver, as the policies hold it and the settings page takes it. */
export const SyslogAddress = z
  .string()
  .max(500)
  .superRefine((text, context) => {
    const read = readSyslogTarget(text)
    if ('why' in read) context.addIssue({ code: 'custom', message: read.why })
  })
