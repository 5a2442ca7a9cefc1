import { inEnglish, type Saying } from './saying.ts'

/** What is decided on the way to a host, as English calls it; other languages have words for the same names. */
export const routeLabels = {
  driver: 'Driver',
  transport: 'Transport',
  sshConfig: 'ssh config',
  host: 'Host',
  address: 'Address',
  port: 'Port',
  user: 'User',
  jumpHost: 'Jump host',
  jumpHosts: 'Jump hosts',
  proxyCommand: 'Proxy command',
  program: 'Program',
  keyFile: 'Key file',
  keyFiles: 'Key files',
  agent: 'Agent',
  keysOffered: 'Keys offered',
  credential: 'Credential',
  compression: 'Compression',
  keepalive: 'Keepalive',
  knownHosts: 'Known hosts',
  hostKey: 'Host key',
  newHostKeys: 'New host keys',
  server: 'Server',
  loggedInBy: 'Logged in by',
  encryption: 'Encryption',
  tls: 'TLS',
  certificate: 'Certificate',
  serverCertificate: 'Server certificate',
  clientCertificate: 'Client certificate',
  remoteUri: 'URI on the host',
  socket: 'Socket',
  sockets: 'Sockets',
  libvirt: 'libvirt',
  rights: 'Rights',
  unused: 'Not used here',
  note: 'Note',
} as const

export type RouteLabel = keyof typeof routeLabels

/** What is said of the way to a host, in English; other languages have the same under the same names. */
export const routeSayings = {
  none: 'none',
  on: 'on',
  off: 'off',
  // Who decided
  byDefault: 'default',
  asGiven: 'as given',
  localUser: 'local user name',
  thisHost: 'this host',
  site: 'site {{name}}',
  settings: 'the settings',
  nobodyMay: 'nobody who is signed in may change anything there',
  nobodyThere: 'nobody is signed in',
  policy: 'a policy for {{site}}, until somebody takes the right for a while',
  // Ways
  unixSocket: 'UNIX socket of this computer',
  plainTcp: 'TCP, not encrypted',
  tls: 'TLS with client certificate',
  ssh: 'SSH',
  openssh: 'SSH, the system’s ssh program',
  localSocket: 'local socket',
  direct: 'direct channel to the socket',
  helper: 'through virt-ssh-helper',
  netcat: 'through netcat',
  // What is used, and how
  asked: 'asked',
  notAsked: 'not asked',
  onlyNamed: 'only those named',
  keepalive: 'every {{seconds}} s, {{count}} may stay unanswered',
  withPassword: '{{name}}, a password',
  withPassphrase: '{{name}}, the passphrase of key files',
  withPrivateKey: '{{name}}, a private key',
  withTlsClient: '{{name}}, a client certificate',
  ofCredential: '{{method}}: credential “{{name}}”',
  fromCredential: 'credential “{{name}}”',
  certificateFile: 'certificate {{path}}',
  readOnly: 'opened read-only',
  // How it is known who answers
  unchecked: 'NOT CHECKED',
  uncheckedHost: 'NOT CHECKED: anyone may answer as this host',
  checkedWith: 'checked with {{path}}',
  openToAll: 'none: anyone on the way can read and change this connection',
  refused: 'refused',
  acceptedUnasked: 'may be accepted unasked',
  // Seen at the stages of a diagnosis
  through: '{{what}} through {{hops}}',
  portThrough: 'port {{port}} through {{hops}}',
  lookedUpBy: '{{host}}, looked up by {{hop}}',
  leftToProxy: 'left to the proxy command',
  proxyStarted: 'proxy command started',
  leftToWay: 'left to the way before it',
  connected: 'connected',
  accepted: 'accepted',
  loginBy: '{{user}}, {{by}}',
  certificateOf: '{{protocol}}, certificate of {{peer}}',
  atJumpHost: 'at the jump host {{hop}}',
  jumpHost: 'jump host {{hop}}',
  elsewhere: 'not part of this transport',
  readOnlyConfigured: 'opened read-only, as configured',
  mayWrite: 'may change what is on the host',
  // Lines of ssh config and known_hosts that are not followed
  badOption: 'not an option; the line was left out',
  badQuote: 'a quote is not closed; the line was left out',
  cutConfig: 'only the first mebibyte was read',
  cutKnownHosts: 'only the first 16 MiB were read',
  unreadable: 'not readable ({{why}})',
  includeDeep: 'Include nested deeper than {{most}}; left out',
  includeMany: 'more than {{most}} included files; the rest was left out',
  noValue: '{{option}} has no value; left out',
  noMatch: 'Match {{criterion}} is not supported here; the block was left out',
  noNumber: '{{option}} "{{value}}" is no number up to {{most}}; left out',
  noTime: '{{option}} "{{value}}" is no time; left out',
  unknownToken: '{{token}} is not known here and stays as written',
  newUnasked: 'a new host key may be accepted unasked; a changed one is still refused',
  noCanonical: 'host names are not canonicalised here',
  noRevoked: 'revocation lists are not read here',
  noUserCertificates: 'user certificates need the transport "openssh"',
  noSmartCards: 'smart cards need the transport "openssh" or an agent',
  noPassedFds: 'passed file descriptors are not supported here',
  noHostBased: 'host-based authentication needs the transport "openssh"',
  noTags: 'tags are not supported here',
  noHostCertificates: 'host certificates need the transport "openssh"',
  noSuchKeys: '{{type}} keys can’t be checked here',
} as const

export type RouteSayingName = keyof typeof routeSayings

export type RouteSaying = Saying<RouteSayingName>

/** A text is a path, a name or a peer's own words and is shown as it is; a saying is put into the reader's words. */
export type RouteText = string | RouteSaying

/** One thing decided about the way to a host. */
export interface RouteDecision {
  label: RouteLabel
  value: RouteText
  /** The file and line, option or default that decided it. */
  source: RouteText | null
}

/** A line, or a whole file, that is not followed as it is written. */
export interface RouteNote {
  /** The file, with the line behind a colon where it is one. */
  place: string
  text: RouteSaying
}

/** Notes a line once. */
export function addNote(notes: RouteNote[], note: RouteNote): void {
  const text = noteInEnglish(note)
  if (!notes.some(known => noteInEnglish(known) === text)) notes.push(note)
}

/** A note in English, behind its place. */
export const noteInEnglish = ({ place, text }: RouteNote): string => `${place}: ${routeInEnglish(text)}`

/** True for what names a credential: not everybody may read that. */
export const namesCredential = (text: RouteText): boolean =>
  typeof text === 'object' && (text.say === 'ofCredential' || text.say === 'fromCredential')

/** Something to be said. */
export const saying = (say: RouteSayingName, values: RouteSaying['values'] = {}): RouteSaying => ({
  say,
  values,
})

/** A text of the way to a host in English. */
export function routeInEnglish(text: RouteText): string {
  return typeof text === 'string' ? text : inEnglish(routeSayings, text)
}
