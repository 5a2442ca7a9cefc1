import { join } from 'node:path'
import {
  type RouteNote,
  type RouteSayingName,
  type RouteSaying,
  addNote,
  saying,
} from '../../../../shared/route.ts'
import { evaluate, type RawOption, type RawOptions, type Sourced, type Subject } from './evaluate.ts'
import { expandTilde, herePlace, type Place, userFolder } from './place.ts'
import { expandPath, expandTokens, type TokenValues } from './tokens.ts'

/** What ssh config (or OpenSSH's default) says of one host, each value with what decided it. */
export interface SshSettings {
  alias: string
  hostName: Sourced<string>
  user: Sourced<string>
  port: Sourced<number>
  /** Paths in order; `configured` is false for OpenSSH's default files. */
  identityFiles: Sourced<string>[]
  identityFilesConfigured: boolean
  identitiesOnly: Sourced<boolean>
  /** Null: no agent. Undefined: none named, the platform's default. */
  identityAgent: Sourced<string | null> | undefined
  certificateFiles: Sourced<string>[]
  /** As written, or null for none. */
  proxyJump: Sourced<string> | null
  /** Tokens expanded, or null for none. */
  proxyCommand: Sourced<string> | null
  serverAliveIntervalMs: Sourced<number> | undefined
  serverAliveCountMax: Sourced<number> | undefined
  connectTimeoutMs: Sourced<number> | undefined
  userKnownHostsFiles: Sourced<string[]>
  globalKnownHostsFiles: Sourced<string[]>
  hostKeyAlias: Sourced<string> | undefined
  strictHostKeyChecking: Sourced<'ask' | 'acceptNew' | 'strict'>
  addressFamily: Sourced<4 | 6> | undefined
  bindAddress: Sourced<string> | undefined
  /** Method names in the order they are tried. */
  preferredAuthentications: Sourced<string[]> | undefined
  publicKey: boolean
  password: boolean
  keyboardInteractive: boolean
  passwordPrompts: number
  compression: Sourced<boolean> | undefined
  /** OpenSSH's algorithm lists as written (`+`, `-`, `^` or whole). */
  algorithms: { kex?: string; cipher?: string; mac?: string; hostKey?: string }
  /** Files read and things met that are not followed. */
  files: string[]
  notes: RouteNote[]
}

const defaultKeyNames = [
  'id_rsa',
  'id_ecdsa',
  'id_ecdsa_sk',
  'id_ed25519',
  'id_ed25519_sk',
  'id_xmss',
  'id_dsa',
]
/** Set in a config, they change nothing here, and the person should know. */
const unsupported: Readonly<Record<string, RouteSayingName>> = {
  canonicalizehostname: 'noCanonical',
  revokedhostkeys: 'noRevoked',
  certificatefile: 'noUserCertificates',
  pkcs11provider: 'noSmartCards',
  proxyusefdpass: 'noPassedFds',
  hostbasedauthentication: 'noHostBased',
  tag: 'noTags',
}

/**
 * Resolves a host as `ssh -G` does. `subject.user` and `subject.port` come from the person and win.
 * `configPath`: another file instead of the two usual ones; null reads none.
 */
export async function resolveSettings(
  subject: Subject,
  configPath?: string | null,
  place: Place = herePlace(),
): Promise<SshSettings> {
  const raw = await evaluate(subject, place, configPath)
  return new Interpreter(subject, place, raw).settings()
}

class Interpreter {
  readonly #subject: Subject
  readonly #place: Place
  readonly #raw: RawOptions

  constructor(subject: Subject, place: Place, raw: RawOptions) {
    this.#subject = subject
    this.#place = place
    this.#raw = raw
  }

  settings(): SshSettings {
    const { alias } = this.#subject
    const hostName = this.#hostName()
    const port = this.#port()
    const user = this.#user()
    const hostKeyAlias = this.#text('hostkeyalias')
    const proxyJump = mapped(this.#text('proxyjump', 'rest'), text => text.replace(/\s*#.*$/, ''))
    const values: TokenValues = {
      hostName: hostName.value,
      alias,
      port: port.value,
      user: user.value,
      hostKeyAlias: hostKeyAlias?.value ?? alias,
      jump: proxyJump?.value ?? '',
    }
    this.#noteUnsupported()
    const configured = this.#raw.several.get('identityfile') ?? []
    return {
      alias,
      hostName,
      user,
      port,
      hostKeyAlias,
      identityFiles: this.#identityFiles(configured, values),
      identityFilesConfigured: configured.length > 0,
      identitiesOnly: this.#flag('identitiesonly') ?? { value: false, source: 'default' },
      identityAgent: this.#agent(values),
      certificateFiles: (this.#raw.several.get('certificatefile') ?? []).map(option => ({
        value: this.#path(option, values),
        source: option.source,
      })),
      proxyJump: notNone(proxyJump),
      proxyCommand: this.#proxyCommand(values),
      serverAliveIntervalMs: this.#time('serveraliveinterval'),
      serverAliveCountMax: this.#number('serveralivecountmax', 1_000),
      connectTimeoutMs: this.#time('connecttimeout'),
      userKnownHostsFiles: this.#knownHosts(
        'userknownhostsfile',
        userFolder(this.#place),
        'known_hosts',
        values,
      ),
      globalKnownHostsFiles: this.#knownHosts(
        'globalknownhostsfile',
        this.#place.systemFolder,
        'ssh_known_hosts',
        values,
      ),
      strictHostKeyChecking: this.#strict(),
      addressFamily: this.#family(),
      bindAddress: this.#text('bindaddress'),
      preferredAuthentications: mapped(this.#text('preferredauthentications'), text => text.split(',')),
      publicKey: this.#text('pubkeyauthentication')?.value.toLowerCase() !== 'no',
      password: this.#flag('passwordauthentication')?.value ?? true,
      keyboardInteractive: this.#flag('kbdinteractiveauthentication')?.value ?? true,
      passwordPrompts: this.#number('numberofpasswordprompts', 100)?.value ?? 3,
      compression: this.#flag('compression'),
      algorithms: this.#algorithms(),
      files: this.#raw.files,
      notes: this.#raw.notes,
    }
  }

  #hostName(): Sourced<string> {
    const { alias } = this.#subject
    const set = this.#text('hostname')
    if (set === undefined) return { value: alias, source: 'as given' }
    const value = set.value.replace(/%([h%])/g, (_, letter: string) => (letter === 'h' ? alias : '%'))
    return { value, source: set.source }
  }

  #port(): Sourced<number> {
    if (this.#subject.port !== undefined) return { value: this.#subject.port, source: 'as given' }
    return this.#number('port', 65_535) ?? { value: 22, source: 'default' }
  }

  #user(): Sourced<string> {
    if (this.#subject.user !== undefined) return { value: this.#subject.user, source: 'as given' }
    return this.#text('user') ?? { value: this.#place.localUser, source: 'local user name' }
  }

  #identityFiles(configured: RawOption[], values: TokenValues): Sourced<string>[] {
    if (configured.length > 0) {
      return configured
        .filter(option => option.value.args[0]?.toLowerCase() !== 'none')
        .map(option => ({ value: this.#path(option, values), source: option.source }))
    }
    return defaultKeyNames.map(name => ({ value: join(userFolder(this.#place), name), source: 'default' }))
  }

  #agent(values: TokenValues): Sourced<string | null> | undefined {
    const set = this.#text('identityagent')
    if (set === undefined) return undefined
    if (set.value.toLowerCase() === 'none') return { value: null, source: set.source }
    const variable = set.value === 'SSH_AUTH_SOCK' ? set.value : /^\$(\w+)$/.exec(set.value)?.[1]
    if (variable === undefined) {
      return {
        value: expandPath(set.value, values, this.#place, this.#unknown(set.source)),
        source: set.source,
      }
    }
    return { value: this.#place.env[variable] ?? null, source: `${set.source} ($${variable})` }
  }

  #proxyCommand(values: TokenValues): Sourced<string> | null {
    const set = notNone(this.#text('proxycommand', 'rest'))
    if (set === null) return null
    return {
      value: expandTokens(set.value, values, this.#place, this.#unknown(set.source)),
      source: set.source,
    }
  }

  #knownHosts(keyword: string, folder: string, name: string, values: TokenValues): Sourced<string[]> {
    const option = this.#raw.single.get(keyword)
    if (option === undefined) {
      return { value: [join(folder, name), join(folder, `${name}2`)], source: 'default' }
    }
    const own = keyword === 'userknownhostsfile'
    const value = option.value.args
      .filter(path => path.toLowerCase() !== 'none')
      .map(path =>
        own
          ? expandPath(path, values, this.#place, this.#unknown(option.source))
          : expandTilde(path, this.#place),
      )
    return { value, source: option.source }
  }

  #strict(): SshSettings['strictHostKeyChecking'] {
    const set = this.#text('stricthostkeychecking')
    if (set === undefined) return { value: 'ask', source: 'default' }
    const word = set.value.toLowerCase()
    if (word === 'yes' || word === 'true') return { value: 'strict', source: set.source }
    if (word === 'accept-new') return { value: 'acceptNew', source: set.source }
    if (word === 'no' || word === 'off' || word === 'false') {
      this.#note(set.source, saying('newUnasked'))
      return { value: 'acceptNew', source: set.source }
    }
    return { value: 'ask', source: set.source }
  }

  #family(): Sourced<4 | 6> | undefined {
    const set = this.#text('addressfamily')
    const value = set?.value === 'inet' ? 4 : set?.value === 'inet6' ? 6 : undefined
    return set === undefined || value === undefined ? undefined : { value, source: set.source }
  }

  #algorithms(): SshSettings['algorithms'] {
    const kex = this.#text('kexalgorithms')?.value
    const cipher = this.#text('ciphers')?.value
    const mac = this.#text('macs')?.value
    const hostKey = this.#text('hostkeyalgorithms')?.value
    return {
      ...(kex === undefined ? {} : { kex }),
      ...(cipher === undefined ? {} : { cipher }),
      ...(mac === undefined ? {} : { mac }),
      ...(hostKey === undefined ? {} : { hostKey }),
    }
  }

  #text(keyword: string, from: 'first' | 'rest' = 'first'): Sourced<string> | undefined {
    const option = this.#raw.single.get(keyword)
    if (option === undefined) return undefined
    return {
      value: from === 'rest' ? option.value.rest : (option.value.args[0] ?? ''),
      source: option.source,
    }
  }

  #flag(keyword: string): Sourced<boolean> | undefined {
    return mapped(this.#text(keyword), text => text.toLowerCase() === 'yes' || text.toLowerCase() === 'true')
  }

  #number(keyword: string, max: number): Sourced<number> | undefined {
    const set = this.#text(keyword)
    if (set === undefined) return undefined
    const value = Number(set.value)
    if (Number.isInteger(value) && value >= 0 && value <= max) return { value, source: set.source }
    this.#note(set.source, saying('noNumber', { option: keyword, value: set.value, most: max }))
    return undefined
  }

  /** Time as OpenSSH writes it: `30`, `1m30s`, `2h`; `none` is as if unset. */
  #time(keyword: string): Sourced<number> | undefined {
    const set = this.#text(keyword)
    if (set === undefined || set.value.toLowerCase() === 'none') return undefined
    const value = parseTime(set.value)
    if (value !== undefined) return { value, source: set.source }
    this.#note(set.source, saying('noTime', { option: keyword, value: set.value }))
    return undefined
  }

  #path(option: RawOption, values: TokenValues): string {
    return expandPath(option.value.args[0] ?? '', values, this.#place, this.#unknown(option.source))
  }

  #noteUnsupported(): void {
    for (const [keyword, why] of Object.entries(unsupported)) {
      const option = this.#raw.single.get(keyword) ?? this.#raw.several.get(keyword)?.[0]
      const off = ['no', 'none', 'never'].includes(option?.value.args[0]?.toLowerCase() ?? '')
      if (option !== undefined && !off) this.#note(option.source, saying(why))
    }
  }

  #unknown(source: string): (token: string) => void {
    return token => this.#note(source, saying('unknownToken', { token }))
  }

  #note(place: string, text: RouteSaying): void {
    addNote(this.#raw.notes, { place, text })
  }
}

/** Milliseconds of an OpenSSH time, or undefined. */
export function parseTime(text: string): number | undefined {
  if (!/^(\d+[smhdw]?)+$/i.test(text)) return undefined
  const units: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 }
  let total = 0
  for (const [, digits, unit] of text.matchAll(/(\d+)([smhdw]?)/gi)) {
    total += Number(digits) * (units[(unit ?? '').toLowerCase()] ?? 1)
  }
  return total > 0x7fffffff ? undefined : total * 1_000
}

function mapped<A, B>(set: Sourced<A> | undefined, to: (value: A) => B): Sourced<B> | undefined {
  return set === undefined ? undefined : { value: to(set.value), source: set.source }
}

function notNone(set: Sourced<string> | undefined): Sourced<string> | null {
  return set === undefined || set.value.toLowerCase() === 'none' ? null : set
}
