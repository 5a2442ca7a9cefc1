import type { Duplex } from 'node:stream'
import type { RouteDecision, RouteNote, RouteText } from '../../../shared/route.ts'
import type { AppError } from '../../../shared/errors.ts'
import type { KeyFingerprint, Stage } from '../../../shared/models/host.ts'

/** Milliseconds each stage may take before it fails; time spent waiting on a person doesn't count. */
export interface Deadlines {
  resolveMs: number
  tcpMs: number
  /** From the TCP connection to the server's version line. */
  sshVersionMs: number
  /** From the version line to the server's host key. */
  hostKeyMs: number
  /** Each answer of the server during authentication. */
  authenticationMs: number
  /** Each channel that is opened, and each probe of the far side. */
  channelMs: number
  /** Silence between keepalives, unless ssh config's ServerAliveInterval says otherwise; 0 turns them off. */
  keepaliveIntervalMs: number
  /** Keepalives that may stay unanswered before the peer is called dead. */
  keepaliveCount: number
}

/** Deadlines used where a target names none. */
export const defaultDeadlines: Deadlines = {
  resolveMs: 5_000,
  tcpMs: 10_000,
  sshVersionMs: 10_000,
  hostKeyMs: 10_000,
  authenticationMs: 20_000,
  channelMs: 10_000,
  keepaliveIntervalMs: 5_000,
  keepaliveCount: 3,
}

/** A host key that a person trusted, as the session stored it. */
export interface PinnedKey {
  /** As in `PresentedHostKey.endpoint`. */
  endpoint: string
  /** Key type of the blob: `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa`, … */
  algorithm: string
  /** The SSH wire form of the public key, base64. */
  publicKey: string
}

/** Everything that reaching a host over SSH needs; what is absent follows from ssh config, then from OpenSSH's defaults. */
export interface SshTarget {
  /** `ssh`: the client inside. `openssh`: the system's own program, for what the client inside lacks. */
  kind: 'ssh' | 'openssh'
  /** Host as typed; looked up in ssh config. */
  alias: string
  user?: string | undefined
  port?: number | undefined
  /** Replace ssh config's and the default key files. */
  identityFiles?: string[] | undefined
  /** False: no agent is asked. */
  useAgent?: boolean | undefined
  agentSocket?: string | undefined
  /** Overrides ssh config's Compression, for the host itself: what goes through a jump host is compressed already. */
  compression?: boolean | undefined
  /** `user@host:port` or aliases, first hop first; overrides ProxyJump; an empty list means none. */
  jump?: string[] | undefined
  /** The named credential that it is reached with; its secret only ever comes from `Questions`. */
  credential?: string | undefined
  /** Another file instead of `~/.ssh/config`; null reads no configuration at all. */
  sshConfigPath?: string | null | undefined
  /** Replace ssh config's user and global known_hosts files. */
  knownHostsFiles?: string[] | undefined
  /** Pins of the host and of its jump hosts; where an endpoint has pins, known_hosts no longer counts for it. */
  pinnedKeys: PinnedKey[]
  /** Candidate libvirt sockets, tried in order; may hold `$XDG_RUNTIME_DIR` or `%t`, the user's runtime folder over there. */
  sockets: string[]
  /** URI given to `virt-ssh-helper`. */
  helperUri: string
  /** Asks the helper for the read-only socket. */
  readOnly?: boolean | undefined
  /** `auto`: direct, then helper, then netcat; the others force one. */
  mode: 'auto' | 'direct' | 'helper' | 'netcat'
  /** ssh program for `openssh`. */
  command?: string | undefined
  /** netcat program on the host. */
  netcat?: string | undefined
  /** False: host keys aren't checked at all (the URI's no_verify); shown loudly in the facts. */
  verifyHostKeys?: boolean | undefined
  deadlines?: Partial<Deadlines> | undefined
}

/** A libvirt daemon of this machine. */
export interface LocalTarget {
  kind: 'local'
  sockets: string[]
  deadlines?: Partial<Deadlines> | undefined
}

/** libvirt's unencrypted TCP transport. */
export interface TcpTarget {
  kind: 'tcp'
  host: string
  port: number
  deadlines?: Partial<Deadlines> | undefined
}

/** libvirt's TLS transport with client certificates. */
export interface TlsTarget {
  kind: 'tls'
  host: string
  port: number
  /** Folder with cacert.pem, clientcert.pem and clientkey.pem; libvirt's own places where absent. */
  pkiPath?: string | undefined
  /** True: the server's certificate isn't checked. */
  noVerify?: boolean | undefined
  deadlines?: Partial<Deadlines> | undefined
}

export type TransportTarget = SshTarget | LocalTarget | TcpTarget | TlsTarget

/** Stages the transport reports; libvirt's own stages follow them. */
export type DiagnosisStage = Stage

/** One thing that was decided about the way to the host. */
export type Decision = RouteDecision

/** What was decided to reach the host; grows while connecting; never holds a secret. */
export interface TransportFacts {
  readonly kind: TransportTarget['kind']
  readonly decisions: readonly Decision[]
  /** `SSH-2.0-…` as the server said it. */
  readonly serverVersion: string | null
  /** Key the server proved, when it is one we checked. */
  readonly hostKey: (KeyFingerprint & { endpoint: string }) | null
  /** Method and key that the server accepted. */
  readonly authenticatedBy: RouteText | null
  /** Endpoints of the jump hosts, first hop first. */
  readonly jumps: readonly string[]
  /** How libvirt was reached, once it was. */
  readonly libvirtBy: {
    method: 'socket' | 'direct' | 'helper' | 'netcat' | 'tcp' | 'tls'
    path: string
  } | null
}

/** A host key as the server showed it. */
export interface PresentedHostKey extends KeyFingerprint {
  /** `name:port` with HostKeyAlias or HostName in lower case; what pins are kept under. */
  endpoint: string
  /** True for a jump host's key. */
  jump: boolean
  /** The SSH wire form, base64. */
  publicKey: string
}

/** A key that was known for the host before, and from where. */
export interface KnownKey extends KeyFingerprint {
  /** `pin` or the known_hosts file and line. */
  source: string
  publicKey: string
}

/** What was known of a host's keys when one was shown. */
export interface KnownHostKeys {
  verdict: 'match' | 'new' | 'changed' | 'revoked'
  known: KnownKey[]
  /** ssh config's StrictHostKeyChecking; with `acceptNew` the answerer may trust without a person. */
  policy: 'ask' | 'acceptNew' | 'strict'
  /** What was recognised and not used, e.g. certificate authorities. */
  notes: readonly RouteNote[]
}

/** A secret that somebody has to type; each answer is used once. */
export interface SecretRequest {
  kind: 'password' | 'passphrase' | 'keyboardInteractive'
  /** Host that asks: the target or a jump host. */
  endpoint: string
  /** True where a jump host asks, or a key is needed to get through one. */
  jump: boolean
  /** User name, or the key file for a passphrase. */
  subject: string
  /** What the server says around its prompts; comes from the peer, bounded. */
  instruction: string
  prompts: { text: string; echo: boolean }[]
  /** True after a wrong answer. */
  again: boolean
  /** Aborted when the answer is no longer wanted. */
  signal: AbortSignal
}

/** A private key that is in memory only. */
export interface MemoryKey {
  /** What its unlocked form is kept under; a changed key has another. */
  id: string
  /** In a person's words. */
  label: string
  /** The credential's name. */
  credential: string
  /** OpenSSH or PEM text. */
  text: string
  /** Null for a key that is not encrypted. */
  passphrase: string | null
  /** The server would take it: it is asked for a signature. */
  onWanted(): void
}

/** A client certificate that is in memory only. */
export interface MemoryCertificate {
  /** In a person's words. */
  label: string
  /** The credential's name. */
  credential: string
  certificate: string
  key: string
  passphrase: string | null
}

/** The transport asks; who answers is the session's affair. */
export interface Questions {
  /** Asked only for a new key (a changed or revoked one is refused without a question). */
  hostKey(presented: PresentedHostKey, known: KnownHostKeys): Promise<'trust' | 'refuse'>
  /** One answer a prompt, or null when nobody has one. */
  secret(request: SecretRequest): Promise<string[] | null>
  /** Keys to offer: the host itself is offered no others, a jump host these after its own. Absent means none. */
  keys?(): readonly MemoryKey[]
  /** The client certificate of a TLS connection instead of libvirt's own files. */
  clientCertificate?(): MemoryCertificate | null
}

/** Result of a command on the host; the text is cut at `maxBytes` and says so. */
export interface ExecResult {
  stdout: string
  stderr: string
  /** Null when a signal ended it or the far side said nothing. */
  code: number | null
  truncated: boolean
}

export interface ExecOptions {
  signal: AbortSignal
  stdin?: string | undefined
  /** Bound of standard output and of standard error each; 1 MiB unless told. */
  maxBytes?: number | undefined
  /** 30 s unless told. */
  timeoutMs?: number | undefined
}

/** Something that is open on a transport at this moment. */
export interface OpenChannel {
  /** What it carries: libvirt's protocol, or one command. */
  purpose: 'libvirt' | 'command'
  /** The socket's path, the helper or the command, cut. */
  detail: string
  /** Unix ms. */
  openedAtMs: number
}

/** One authenticated transport of one host; everything opened on the host shares it. */
export interface HostTransport {
  /** What is open now, oldest first; absent where the transport carries one stream alone. */
  readonly channels?: readonly OpenChannel[]
  readonly kind: TransportTarget['kind']
  readonly facts: TransportFacts
  /**
   * Opens a connection to libvirt: socket choice and helper fallbacks inside. Rejects an `AppError`. `as`: other
   * sockets and rights than the target's, for a transport that outlives a change of those.
   */
  openLibvirt(signal: AbortSignal, as?: Pick<SshTarget, 'sockets' | 'readOnly'>): Promise<Duplex>
  /** Runs a command through the host's shell; `transport.noExec` where there is no shell. */
  exec(command: string, options: ExecOptions): Promise<ExecResult>
  /** Resolves once, with the reason or null after `close()`; never rejects. */
  readonly closed: Promise<AppError | null>
  /** Ends every channel and the connection; safe to call again. */
  close(): Promise<void>
}
