import { percentDecode, UriError } from './uriError.ts'
import { parseParams, type UriParams } from './uriParams.ts'

/** How a daemon is reached; as libvirt's client, `unix` without a host and `tls` with one are the defaults. */
export type UriTransport = 'unix' | 'ssh' | 'libssh' | 'libssh2' | 'tls' | 'tcp' | 'ext'

/** A libvirt URI taken apart. */
export interface LibvirtUri {
  /** As it was given. */
  readonly text: string
  /** The hypervisor driver: `qemu`, `xen`, `lxc`, `test`, … */
  readonly driver: string
  readonly transport: UriTransport
  readonly user: string | null
  /** The host without brackets; `localhost` where a network transport names none; null for `unix` and `ext`. */
  readonly host: string | null
  readonly port: number | null
  /** Percent-decoded, such as `/system`. */
  readonly path: string
  /** Whether it names the user's own daemon (`/session`). */
  readonly session: boolean
  readonly params: UriParams
  /** What connectOpen is given: everything that only matters to the client is stripped. */
  readonly daemonUri: string
}

const TRANSPORTS: readonly UriTransport[] = ['unix', 'ssh', 'libssh', 'libssh2', 'tls', 'tcp', 'ext']

/** Drivers that a daemon serves, with the paths that each takes; null for any. */
const DRIVER_PATHS: Readonly<Record<string, readonly string[] | null>> = {
  qemu: ['/system', '/session'],
  xen: ['', '/', '/system'],
  lxc: ['', '/', '/system'],
  ch: ['/system', '/session'],
  bhyve: ['/system', '/session'],
  vz: ['/system'],
  vbox: ['/session', '/system'],
  openvz: ['/system'],
  test: null,
  remote: null,
  network: ['/system', '/session'],
  storage: ['/system', '/session'],
  nodedev: ['/system', '/session'],
  secret: ['/system', '/session'],
  interface: ['/system', '/session'],
  nwfilter: ['/system'],
}

const FORMS = [
  'qemu+ssh://user@host:port/system',
  'qemu:///system',
  'qemu:///session',
  'qemu+tls://host/system',
  'qemu+tcp://host/system',
  'qemu+unix:///system?socket=/path',
  'xen+ssh://host/system',
  'lxc+ssh://host/system',
  'test:///default',
] as const

/** Takes a URI apart as libvirt's own client does; throws UriError with the position of what is wrong. */
export function parseUri(text: string): LibvirtUri {
  refuseControls(text)
  const split = text.indexOf('://')
  if (split < 0) {
    throw new UriError(text, text.length, 'a libvirt URI has the form driver+transport://host/path', FORMS)
  }
  const { driver, given } = parseScheme(text, text.slice(0, split))
  const start = split + 3
  const end = firstOf(text, '/?#', start)
  const authority = parseAuthority(text, start, end)
  const pathEnd = firstOf(text, '?#', end)
  const fragment = text.indexOf('#', pathEnd)
  if (fragment >= 0) throw new UriError(text, fragment, 'a libvirt URI has no fragment', FORMS)
  const transport = given ?? (authority.host === null ? 'unix' : 'tls')
  refuseHost(text, start, transport, authority.host)
  const rawPath = text.slice(end, pathEnd)
  const path = percentDecode(text, rawPath, end)
  refusePath(text, end, driver, path)
  const params = parseParams(text, pathEnd + 1)
  if (transport === 'ext' && params.command === undefined) {
    throw new UriError(text, text.length, 'the ext transport needs a command', ['?command=/path/to/program'])
  }
  const networked = transport !== 'unix' && transport !== 'ext'
  return {
    text,
    driver,
    transport,
    user: authority.user,
    host: networked ? (authority.host ?? 'localhost') : null,
    port: authority.port,
    path,
    session: path === '/session' || path.startsWith('/session/'),
    params,
    daemonUri: params.name ?? (driver === 'remote' ? '' : `${driver}://${rawPath}`),
  }
}

function parseScheme(text: string, scheme: string): { driver: string; given: UriTransport | null } {
  const plus = scheme.indexOf('+')
  const driver = plus < 0 ? scheme : scheme.slice(0, plus)
  if (plus < 0 && driver === 'ssh') {
    throw new UriError(text, 0, 'the driver is missing before “ssh”', ['qemu+ssh://user@host:port/system'])
  }
  if (!Object.hasOwn(DRIVER_PATHS, driver)) {
    throw new UriError(
      text,
      0,
      `“${driver}” is not a driver that a libvirt daemon serves`,
      Object.keys(DRIVER_PATHS),
    )
  }
  if (plus < 0) return { driver, given: null }
  const name = scheme.slice(plus + 1)
  const given = TRANSPORTS.find(transport => transport === name)
  if (given === undefined) throw new UriError(text, plus + 1, `“${name}” is not a transport`, TRANSPORTS)
  return { driver, given }
}

interface Authority {
  user: string | null
  host: string | null
  port: number | null
}

function parseAuthority(text: string, start: number, end: number): Authority {
  const at = text.lastIndexOf('@', end - 1)
  const hasUser = at >= start
  const user = hasUser ? parseUser(text, start, at) : null
  const hostStart = hasUser ? at + 1 : start
  if (hostStart === end) {
    if (hasUser) throw new UriError(text, end, 'a host is missing after the user', FORMS)
    return { user, host: null, port: null }
  }
  const hostEnd =
    text[hostStart] === '[' ? endOfAddress(text, hostStart, end) : firstOf(text, ':', hostStart, end)
  const host =
    text[hostStart] === '[' ? text.slice(hostStart + 1, hostEnd - 1) : text.slice(hostStart, hostEnd)
  refuseHostName(text, hostStart, host)
  return { user, host: host.replace('%25', '%'), port: parsePort(text, hostEnd, end) }
}

function parseUser(text: string, start: number, at: number): string {
  const colon = text.indexOf(':', start)
  if (colon >= 0 && colon < at) {
    throw new UriError(text, colon, 'a URI must not hold a password', ['qemu+ssh://user@host/system'])
  }
  const user = percentDecode(text, text.slice(start, at), start)
  if (user === '') throw new UriError(text, start, 'the user is empty', FORMS)
  if (user.startsWith('-')) throw new UriError(text, start, 'a user must not begin with a hyphen', FORMS)
  return user
}

function endOfAddress(text: string, start: number, end: number): number {
  const close = text.indexOf(']', start)
  if (close < 0 || close >= end)
    throw new UriError(text, start, 'the address in brackets has no end', ['[2001:db8::1]'])
  const address = text.slice(start + 1, close)
  if (!/^[0-9a-fA-F:.]+(%25[\w.~-]+)?$/.test(address) || !address.includes(':')) {
    throw new UriError(text, start + 1, 'only an IPv6 address stands in brackets', [
      '[2001:db8::1]',
      '[fe80::1%25eth0]',
    ])
  }
  return close + 1
}

function refuseHostName(text: string, start: number, host: string): void {
  if (text[start] === '[') return
  if (host === '' || host.startsWith('-')) {
    throw new UriError(text, start, 'a host name must not be empty or begin with a hyphen', FORMS)
  }
  const bad = host.search(/[^A-Za-z0-9._-]/)
  if (bad >= 0)
    throw new UriError(text, start + bad, `a host name has no “${host[bad]}”`, [
      'host.example',
      '[2001:db8::1]',
    ])
}

function parsePort(text: string, colon: number, end: number): number | null {
  if (colon >= end) return null
  if (text[colon] !== ':')
    throw new UriError(text, colon, 'only a port follows the address', [':22', '/system'])
  const digits = text.slice(colon + 1, end)
  const port = /^\d{1,5}$/.test(digits) ? Number(digits) : 0
  if (port < 1 || port > 65_535) {
    throw new UriError(text, Math.min(colon + 1, end), `“${digits}” is not a port`, ['1 to 65535'])
  }
  return port
}

function refuseHost(text: string, start: number, transport: UriTransport, host: string | null): void {
  if (transport === 'unix' && host !== null) {
    throw new UriError(text, start, 'a UNIX socket has no host', [
      'qemu+unix:///system',
      'qemu+ssh://host/system',
    ])
  }
}

function refusePath(text: string, start: number, driver: string, path: string): void {
  const paths = DRIVER_PATHS[driver] ?? null
  if (paths !== null && !paths.includes(path)) {
    throw new UriError(
      text,
      start,
      path === '' ? 'the path is missing behind the host' : `${driver} has no “${path}”`,
      paths.map(one => (one === '' ? '(nothing)' : one)),
    )
  }
  if (driver === 'test' && !path.startsWith('/')) {
    throw new UriError(text, start, 'test needs a path', ['test:///default', 'test:///path/to/file.xml'])
  }
}

function refuseControls(text: string): void {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code <= 0x20 || code === 0x7f) {
      throw new UriError(text, at, 'a URI has no spaces or control characters', ['%20 for a space'])
    }
  }
}

function firstOf(text: string, characters: string, from: number, end = text.length): number {
  for (let at = from; at < end; at++) if (characters.includes(text[at] ?? '')) return at
  return end
}
