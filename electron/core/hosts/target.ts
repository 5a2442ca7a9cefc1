import { type RouteLabel, type RouteText, saying } from '../../../shared/route.ts'
import { AppError } from '../../../shared/errors.ts'
import { type LibvirtUri, parseUri, socketCandidates, UriError } from '../libvirt/index.ts'
import type { CredentialFacts } from './namedCredentials.ts'
import type { Deadlines, Decision, PinnedKey, SshTarget, TransportTarget } from '../transport/index.ts'
import { type EffectiveOptions, type ResolvedOptions, sourceSaid } from './options.ts'
import { type HostPlan, keepaliveOf } from './plan.ts'

/** libvirt's own ports. */
const TCP_PORT = 16_509
const TLS_PORT = 16_514

/** A probe gives up on a connection after this; a SYN that was lost is sent again before (RFC 6298 §2: 1 s). */
const QUICK_MS = 1_500
/** … and after this on the first words of the server. */
const QUICK_WORDS_MS = 3_000

/** What this installation says of SSH beyond hosts and sites; absent means OpenSSH's own places. */
export type SshDefaults = Partial<Pick<SshTarget, 'sshConfigPath' | 'knownHostsFiles' | 'agentSocket'>>

export interface PlanInput {
  uri: string
  resolved: ResolvedOptions
  pinnedKeys: PinnedKey[]
  ssh: SshDefaults
  /** Short deadlines up to the TCP connection. */
  quick?: boolean
  /** What is known of the credential that the options name; undefined where there is none. */
  credential?: CredentialFacts | undefined
  /** Only keys accepted beforehand are trusted. */
  pinnedOnly?: boolean
}

/** Parses a libvirt URI; throws `uri.invalid` with the position and the accepted forms. */
export function readUri(text: string): LibvirtUri {
  try {
    return parseUri(text)
  } catch (error) {
    if (!(error instanceof UriError)) throw error
    const accepted = error.accepted.slice(0, 32)
    throw new AppError(
      'uri.invalid',
      `The URI can't be used: ${error.message} (at character ${error.position + 1}).`,
      {
        next: accepted.length === 0 ? 'Correct the URI.' : `Accepted there: ${accepted.join(', ')}.`,
        data: { field: 'uri', position: error.position, accepted },
        cause: error,
      },
    )
  }
}

/** How a host is reached, from its URI, options, pins and this installation's SSH defaults. */
export function planHost(input: PlanInput): HostPlan {
  const uri = readUri(input.uri)
  const options = input.resolved.options
  const credential = credentialOf(uri, input)
  const isUnchecked = uri.params.noVerify === true || uri.params.knownHostsVerify === 'ignore'
  if (input.pinnedOnly === true && isUnchecked)
    throw new AppError(
      'policy.refused',
      'A policy wants every host’s key checked, and this URI says not to.',
      {
        next: 'Remove no_verify and known_hosts_verify from the URI.',
        data: { field: 'uri', policy: 'hosts.newHostKeys', why: 'keyUnchecked' },
      },
    )
  const way = credential === null ? { ...input, credential: undefined } : input
  return {
    target: targetOf(uri, way, deadlinesOf(input.resolved, input.quick ?? false)),
    remoteUri: uri.daemonUri,
    options,
    acceptNewKeys: uri.params.knownHostsVerify === 'auto' && input.pinnedOnly !== true,
    decisions: decisionsOf(uri, input),
    credential,
  }
}

const isSsh = (uri: LibvirtUri): boolean =>
  uri.transport === 'ssh' || uri.transport === 'libssh' || uri.transport === 'libssh2'

/** The credential's name where this way can use one of its kind; a site's passes over hosts that can't. */
function credentialOf(uri: LibvirtUri, { resolved, credential }: PlanInput): string | null {
  const name = resolved.options.credential
  if (name === undefined) return null
  const fits = isSsh(uri)
    ? credential?.kind !== 'tlsClient'
    : uri.transport === 'tls' && (credential === undefined || credential.kind === 'tlsClient')
  if (!fits) return null
  if (credential?.kind === 'privateKey' && usesOpenssh(uri, resolved))
    throw new AppError(
      'transport.unsupported',
      `The system’s ssh takes keys from files and agents only, not the credential “${name}”.`,
      { next: 'Use the built-in client for this host, or name a key file.', data: { credential: name } },
    )
  return name
}

function targetOf(uri: LibvirtUri, input: PlanInput, deadlines: Partial<Deadlines>): TransportTarget {
  const host = uri.host ?? 'localhost'
  switch (uri.transport) {
    case 'unix':
      return { kind: 'local', sockets: socketsOf(uri, input.resolved.options), deadlines }
    case 'tcp':
      return { kind: 'tcp', host, port: uri.port ?? TCP_PORT, deadlines }
    case 'tls':
      return {
        kind: 'tls',
        host,
        port: uri.port ?? TLS_PORT,
        pkiPath: uri.params.pkipath,
        noVerify: uri.params.noVerify,
        deadlines,
      }
    case 'ext':
      throw new AppError('transport.unsupported', 'The transport “ext” is not supported.', {
        next: 'Use qemu+ssh://, or ?command= with qemu+ssh:// for another ssh program.',
        data: { field: 'uri' },
      })
    default:
      return sshTarget(uri, host, input, deadlines)
  }
}

function sshTarget(
  uri: LibvirtUri,
  host: string,
  { resolved, pinnedKeys, ssh, credential }: PlanInput,
  deadlines: Partial<Deadlines>,
): SshTarget {
  const { options: values } = resolved
  const { params } = uri
  return {
    ...ssh,
    kind: usesOpenssh(uri, resolved) ? 'openssh' : 'ssh',
    alias: host,
    user: uri.user ?? credential?.userName ?? undefined,
    credential: values.credential,
    port: uri.port ?? undefined,
    identityFiles: identityOf(uri, resolved).files,
    useAgent: values.useAgent ?? (params.sshauth?.includes('agent') === false ? false : undefined),
    compression: values.compression,
    jump: values.jump,
    ...(params.knownHosts === undefined ? {} : { knownHostsFiles: [params.knownHosts] }),
    pinnedKeys,
    sockets: socketsOf(uri, values),
    helperUri: uri.daemonUri,
    readOnly: values.readOnly,
    mode: params.proxy === 'native' ? 'helper' : (params.proxy ?? 'auto'),
    command: params.command,
    netcat: params.netcat,
    verifyHostKeys: params.noVerify === true || params.knownHostsVerify === 'ignore' ? false : undefined,
    deadlines,
  }
}

/** The system's ssh where an option says so, or where the URI names a program and no option says otherwise. */
function usesOpenssh(uri: LibvirtUri, { options: values, sources }: ResolvedOptions): boolean {
  if (values.transport === 'openssh') return true
  return uri.params.command !== undefined && sourceSaid(sources.transport) === null
}

/** The host's own option, else the URI's key, else a site's; none leaves it to ssh config. */
function identityOf(uri: LibvirtUri, { options: values, sources }: ResolvedOptions) {
  const { keyfile } = uri.params
  if (keyfile !== undefined && sources.identityFiles?.kind !== 'host') {
    return { files: [keyfile], source: 'URI' }
  }
  return { files: values.identityFiles, source: sourceSaid(sources.identityFiles) }
}

/** Read-only hosts try the socket that needs no right first. A session's folder is only known over there. */
function socketsOf(uri: LibvirtUri, { readOnly }: EffectiveOptions): string[] {
  const environment = { runtimeDir: '$XDG_RUNTIME_DIR' }
  const writable = socketCandidates(uri, environment)
  if (!readOnly) return writable
  return [...new Set([...socketCandidates(uri, { ...environment, readOnly: true }), ...writable])]
}

/** What nobody here decided is left out, so that ssh config's ConnectTimeout and ServerAlive* decide it. */
function deadlinesOf({ options, sources }: ResolvedOptions, quick: boolean): Partial<Deadlines> {
  const decided = (name: keyof typeof sources) => sourceSaid(sources[name]) !== null
  const each = options.connectTimeoutMs
  const first = quick ? Math.min(QUICK_MS, each) : each
  const keepalive = keepaliveOf(options)
  return {
    resolveMs: first,
    ...(quick || decided('connectTimeoutMs') ? { tcpMs: first } : {}),
    sshVersionMs: quick ? Math.min(QUICK_WORDS_MS, each) : each,
    hostKeyMs: each,
    // Directory services behind a login are slow without being broken.
    authenticationMs: each * 2,
    channelMs: each,
    ...(decided('keepaliveSeconds') || decided('keepaliveCount')
      ? { keepaliveIntervalMs: keepalive.intervalMs, keepaliveCount: keepalive.count }
      : {}),
  }
}

const credentialKinds = {
  password: 'withPassword',
  passphrase: 'withPassphrase',
  privateKey: 'withPrivateKey',
  tlsClient: 'withTlsClient',
} as const

const transportNames = { unix: 'unixSocket', tcp: 'plainTcp', tls: 'tls' } as const

function decisionsOf(uri: LibvirtUri, { resolved, credential }: PlanInput): Decision[] {
  const { options: values, sources } = resolved
  const source = (key: keyof EffectiveOptions) => sourceSaid(sources[key])
  const decisions: Decision[] = [{ label: 'driver', value: uri.driver, source: 'URI' }]
  const add = (label: RouteLabel, value: RouteText, from: RouteText | null) =>
    decisions.push({ label, value, source: from })
  if (isSsh(uri)) {
    const openssh = usesOpenssh(uri, resolved)
    add('transport', saying(openssh ? 'openssh' : 'ssh'), source('transport'))
    const identity = identityOf(uri, resolved)
    if (identity.files !== undefined)
      add('keyFiles', identity.files.join(', ') || saying('none'), identity.source)
    if (values.useAgent !== undefined)
      add('agent', saying(values.useAgent ? 'asked' : 'notAsked'), source('useAgent'))
    if (values.compression !== undefined)
      add('compression', saying(values.compression ? 'on' : 'off'), source('compression'))
    if (values.jump !== undefined) add('jumpHosts', values.jump.join(' → ') || saying('none'), source('jump'))
    if (uri.params.noVerify === true || uri.params.knownHostsVerify === 'ignore')
      add('hostKey', saying('unchecked'), 'URI')
  } else if (uri.transport !== 'ext') {
    add('transport', saying(transportNames[uri.transport as keyof typeof transportNames]), 'URI')
    if (uri.transport === 'tls' && uri.params.noVerify === true)
      add('certificate', saying('unchecked'), 'URI')
  }
  add('remoteUri', uri.daemonUri, uri.params.name === undefined ? null : 'URI')
  if (uri.params.socket !== undefined) add('socket', uri.params.socket, 'URI')
  if (values.credential !== undefined && uri.transport !== 'unix') {
    const name = values.credential
    const value = credential === undefined ? name : saying(credentialKinds[credential.kind], { name })
    add('credential', value, source('credential'))
  }
  if (values.readOnly) add('rights', saying('readOnly'), source('readOnly'))
  const unused = [uri.params.auth && 'auth', uri.params.tlsPriority && 'tls_priority'].filter(Boolean)
  if (unused.length > 0) add('unused', unused.join(', '), 'URI')
  return decisions
}
