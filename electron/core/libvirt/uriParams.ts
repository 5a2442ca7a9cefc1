import { percentDecode, UriError } from './uriError.ts'

/** Parameters that libvirt's client takes for itself; those not given are absent. */
export interface UriParams {
  /** Replaces the URI that the daemon is given. */
  readonly name?: string
  /** The program of the `ext` transport, or the ssh program. */
  readonly command?: string
  /** The daemon's UNIX socket. */
  readonly socket?: string
  readonly auth?: string
  /** Methods in order, of `agent`, `privkey`, `password`, `keyboard-interactive`, `none`. */
  readonly sshauth?: readonly string[]
  /** The netcat program on the host. */
  readonly netcat?: string
  /** The private key file. */
  readonly keyfile?: string
  /** The folder of the TLS certificates and key. */
  readonly pkipath?: string
  readonly knownHosts?: string
  readonly knownHostsVerify?: 'normal' | 'auto' | 'ignore'
  readonly tlsPriority?: string
  /** Which daemon: the modular one (`direct`), libvirtd (`legacy`), whichever is there (`auto`). */
  readonly mode?: 'auto' | 'legacy' | 'direct'
  /** How the socket is reached over SSH. */
  readonly proxy?: 'auto' | 'netcat' | 'native'
  /** Skips the check of the server's certificate or host key. */
  readonly noVerify?: boolean
  /** Never asks for a password on a terminal. */
  readonly noTty?: boolean
  /** Skips the checks of our own certificates. */
  readonly noSanity?: boolean
}

type Reader = (value: string, fail: (message: string, accepted: readonly string[]) => never) => unknown

const anyText: Reader = (value, fail) => (value === '' ? fail('the value is empty', ['a value']) : value)

const aSwitch: Reader = (value, fail) => {
  if (/^[01]$/.test(value)) return value === '1'
  return fail('this parameter is a switch', ['0', '1'])
}

const anAbsolutePath: Reader = (value, fail) =>
  value.startsWith('/') ? value : fail('a socket is named by its whole path', ['/run/libvirt/libvirt-sock'])

const oneOf =
  (...accepted: readonly string[]): Reader =>
  (value, fail) =>
    accepted.includes(value) ? value : fail(`“${value}” is not accepted here`, accepted)

const METHODS = ['agent', 'privkey', 'password', 'keyboard-interactive', 'none'] as const

const methods: Reader = (value, fail) => {
  const wanted = value.split(',')
  const bad = wanted.find(method => !METHODS.some(known => known === method))
  return bad === undefined ? wanted : fail(`“${bad}” is not an authentication method`, METHODS)
}

const READERS: Readonly<Record<string, readonly [key: keyof UriParams, read: Reader]>> = {
  name: ['name', anyText],
  command: ['command', anyText],
  socket: ['socket', anAbsolutePath],
  auth: ['auth', anyText],
  sshauth: ['sshauth', methods],
  netcat: ['netcat', anyText],
  keyfile: ['keyfile', anyText],
  pkipath: ['pkipath', anyText],
  known_hosts: ['knownHosts', anyText],
  known_hosts_verify: ['knownHostsVerify', oneOf('normal', 'auto', 'ignore')],
  tls_priority: ['tlsPriority', anyText],
  mode: ['mode', oneOf('auto', 'legacy', 'direct')],
  proxy: ['proxy', oneOf('auto', 'netcat', 'native')],
  no_verify: ['noVerify', aSwitch],
  no_tty: ['noTty', aSwitch],
  no_sanity: ['noSanity', aSwitch],
}

/** Reads the query that begins at `start`; `&` and `;` both part it, as libvirt has it. */
export function parseParams(text: string, start: number): UriParams {
  const params: Record<string, unknown> = {}
  let at = start
  for (const piece of text.slice(start).split(/[&;]/)) {
    if (piece !== '') readParam(text, piece, at, params)
    at += piece.length + 1
  }
  return params
}

function readParam(text: string, piece: string, at: number, params: Record<string, unknown>): void {
  const equals = piece.indexOf('=')
  const name = (equals < 0 ? piece : piece.slice(0, equals)).toLowerCase()
  const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined
  if (reader === undefined) throw new UriError(text, at, `“${name}” is not a parameter`, Object.keys(READERS))
  const [key, read] = reader
  if (Object.hasOwn(params, key)) throw new UriError(text, at, `“${name}” is given twice`, [`${name} once`])
  const valueAt = equals < 0 ? at + piece.length : at + equals + 1
  const fail = (message: string, accepted: readonly string[]): never => {
    throw new UriError(text, valueAt, message, accepted)
  }
  params[key] = read(percentDecode(text, equals < 0 ? '' : piece.slice(equals + 1), valueAt), fail)
}
