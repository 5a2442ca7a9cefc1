import { type RouteSayingName, type RouteText, saying } from '../../../../shared/route.ts'
import { AppError } from '../../../../shared/errors.ts'
import { type HostKeyBook, openHostKeyBook } from '../hostKeys/verdict.ts'
import type { FactsBook } from '../facts.ts'
import { herePlace, type Place } from '../sshConfig/place.ts'
import { resolveSettings, type SshSettings } from '../sshConfig/settings.ts'
import { type Deadlines, defaultDeadlines, type SshTarget } from '../types.ts'
import { defaultAgents } from './agent.ts'

const HOPS_MAX = 16

/** One SSH server on the way, with everything decided about reaching it. */
export interface Hop {
  settings: SshSettings
  /** What goes over it is compressed. */
  compression: boolean
  book: HostKeyBook
  /** `name:port`; what pins and questions speak of. */
  endpoint: string
  host: string
  port: number
  user: string
  identityFiles: { path: string; source: string }[]
  /** The person named the key files, so that one that can't be read is worth telling. */
  identityFilesExplicit: boolean
  identitiesOnly: boolean
  /** Agents in the order they are tried; empty for none. */
  agents: string[]
  proxyCommand: string | null
  knownHostsFiles: string[]
  deadlines: Deadlines
  verifyHostKey: boolean
  /** The named credential that may be offered here. */
  credential: string | undefined
  jump: boolean
}

/** The hops to a target: jump hosts first, the host itself last. */
export async function planRoute(
  target: SshTarget,
  facts: FactsBook,
  place: Place = herePlace(),
): Promise<Hop[]> {
  const planner = new Planner(target, place)
  const last = await planner.hop({ alias: target.alias, user: target.user, port: target.port }, false)
  const jumps =
    target.jump === undefined
      ? last.proxyCommand === null
        ? await planner.jumpsOf(last, last.settings.proxyJump?.value ?? null, 0)
        : []
      : await planner.chain(target.jump, 0)
  if (target.jump !== undefined) last.proxyCommand = null
  const hops = [...jumps, last]
  describe(hops, target, facts)
  return hops
}

class Planner {
  readonly #target: SshTarget
  readonly #place: Place

  constructor(target: SshTarget, place: Place) {
    this.#target = target
    this.#place = place
  }

  /** Hops before `hop` as its ProxyJump says; a hop through itself is left out, as OpenSSH does. */
  async jumpsOf(hop: Hop, written: string | null, depth: number): Promise<Hop[]> {
    if (written === null) return []
    const specs = written.split(',')
    const only = specs.length === 1 ? parseHopSpec(specs[0] ?? '') : undefined
    if (only !== undefined && only.alias.toLowerCase() === hop.settings.alias.toLowerCase()) return []
    return this.chain(specs, depth)
  }

  async chain(specs: readonly string[], depth: number): Promise<Hop[]> {
    const hops: Hop[] = []
    for (const [at, spec] of specs.entries()) {
      const hop = await this.hop(parseHopSpec(spec), true)
      if (hops.length + depth >= HOPS_MAX) throw tooManyHops()
      // Only the first of a chain follows its own ProxyJump: the others are reached through the one before.
      if (at === 0) {
        hops.push(...(await this.jumpsOf(hop, hop.settings.proxyJump?.value ?? null, depth + 1)))
      }
      if (at > 0 || hops.length > 0) hop.proxyCommand = null
      hops.push(hop)
    }
    return hops
  }

  async hop(spec: HopSpec, jump: boolean): Promise<Hop> {
    const target = this.#target
    const settings = await resolveSettings(spec, target.sshConfigPath, this.#place)
    const book = await openHostKeyBook(settings, target.pinnedKeys, target.knownHostsFiles)
    return {
      settings,
      book,
      endpoint: book.endpoint,
      host: settings.hostName.value,
      port: settings.port.value,
      user: settings.user.value,
      identityFiles: this.#identityFiles(settings, jump),
      identityFilesExplicit: target.identityFiles !== undefined || settings.identityFilesConfigured,
      identitiesOnly: settings.identitiesOnly.value,
      agents: this.#agents(settings),
      // What goes through a jump host is encrypted: there is nothing left to compress.
      compression: (jump ? undefined : target.compression) ?? settings.compression?.value ?? false,
      proxyCommand: settings.proxyCommand?.value ?? null,
      knownHostsFiles: target.knownHostsFiles ?? [
        ...settings.userKnownHostsFiles.value,
        ...settings.globalKnownHostsFiles.value,
      ],
      deadlines: this.#deadlines(settings),
      verifyHostKey: jump || target.verifyHostKeys !== false,
      credential: target.credential,
      jump,
    }
  }

  /** A jump host gets the given key files too, after its own: whoever names one key expects it to open the whole way. */
  #identityFiles(settings: SshSettings, jump: boolean): Hop['identityFiles'] {
    const given = this.#target.identityFiles?.map(path => ({ path, source: 'as given' }))
    const own = settings.identityFiles.map(file => ({ path: file.value, source: file.source }))
    if (given === undefined) return own
    return jump && settings.identityFilesConfigured ? [...own, ...given] : given
  }

  #agents(settings: SshSettings): string[] {
    if (this.#target.useAgent === false) return []
    if (this.#target.agentSocket !== undefined) return [this.#target.agentSocket]
    if (settings.identityAgent !== undefined) {
      return settings.identityAgent.value === null ? [] : [settings.identityAgent.value]
    }
    return defaultAgents(this.#place.env, process.platform)
  }

  #deadlines(settings: SshSettings): Deadlines {
    const told = this.#target.deadlines ?? {}
    return {
      ...defaultDeadlines,
      ...(settings.connectTimeoutMs === undefined ? {} : { tcpMs: settings.connectTimeoutMs.value }),
      ...(settings.serverAliveIntervalMs === undefined
        ? {}
        : { keepaliveIntervalMs: settings.serverAliveIntervalMs.value }),
      ...(settings.serverAliveCountMax === undefined
        ? {}
        : { keepaliveCount: settings.serverAliveCountMax.value }),
      ...told,
    }
  }
}

/** A jump host as written: `user@host:port`, `ssh://user@host:port` or an alias. */
export interface HopSpec {
  alias: string
  user: string | undefined
  port: number | undefined
}

/** Parses one jump host. Throws `uri.invalid`. */
export function parseHopSpec(text: string): HopSpec {
  const match =
    /^(?:ssh:\/\/)?(?:([^@\s]+)@)?(?:\[([0-9A-Fa-f:.%\w]+)\]|([^\s:@/[\]]+))(?::(\d{1,5}))?\/?$/.exec(
      text.trim(),
    )
  const alias = match?.[2] ?? match?.[3]
  const port = match?.[4] === undefined ? undefined : Number(match[4])
  if (alias === undefined || alias.startsWith('-') || (port !== undefined && (port < 1 || port > 65_535))) {
    throw new AppError('uri.invalid', `"${text}" is no jump host.`, {
      next: 'Write user@host:port, host, or an alias of your ssh config.',
      data: { stage: 'resolve' },
    })
  }
  return { alias, user: match?.[1], port }
}

function tooManyHops(): AppError {
  return new AppError(
    'uri.invalid',
    `The chain of jump hosts is longer than ${HOPS_MAX}, or goes in a circle.`,
    {
      next: 'Check the ProxyJump lines of your ssh config.',
      data: { stage: 'resolve' },
    },
  )
}

function describe(hops: readonly Hop[], target: SshTarget, facts: FactsBook): void {
  const hop = hops.at(-1)
  if (hop === undefined) return
  const { settings } = hop
  const inside = target.kind === 'ssh'
  if (settings.files.length > 0) facts.decide('sshConfig', settings.files.join(', '))
  facts.decide('host', hop.host, by(settings.hostName.source))
  facts.decide('port', String(hop.port), by(settings.port.source))
  facts.decide('user', hop.user, by(settings.user.source))
  for (const jump of hops.slice(0, -1)) {
    facts.jumps.push(jump.endpoint)
    const source = target.jump === undefined ? by(settings.proxyJump?.source) : saying('asGiven')
    facts.decide('jumpHost', `${jump.user}@${jump.endpoint}`, source)
  }
  if (hop.proxyCommand !== null) {
    facts.decide('proxyCommand', hop.proxyCommand, by(settings.proxyCommand?.source))
  }
  for (const file of hop.identityFiles) {
    if (hop.identityFilesExplicit) facts.decide('keyFile', file.path, by(file.source))
  }
  const agentSource =
    target.agentSocket !== undefined || target.useAgent === false
      ? saying('asGiven')
      : by(settings.identityAgent?.source ?? 'default')
  if (hop.compression) {
    const from = target.compression === undefined ? by(settings.compression?.source) : saying('asGiven')
    facts.decide('compression', saying('on'), from)
  }
  facts.decide('agent', hop.agents.join(', ') || saying('none'), agentSource)
  if (hop.identitiesOnly) facts.decide('keysOffered', saying('onlyNamed'), by(settings.identitiesOnly.source))
  const { keepaliveIntervalMs: interval, keepaliveCount: count } = hop.deadlines
  facts.decide(
    'keepalive',
    interval === 0 ? saying('off') : saying('keepalive', { seconds: interval / 1_000, count }),
    target.deadlines?.keepaliveIntervalMs === undefined
      ? by(settings.serverAliveIntervalMs?.source ?? 'default')
      : saying('asGiven'),
  )
  facts.decide(
    'knownHosts',
    hop.knownHostsFiles.join(', ') || saying('none'),
    by(settings.userKnownHostsFiles.source),
  )
  if (!hop.verifyHostKey) facts.decide('hostKey', saying('uncheckedHost'), 'no_verify')
  else if (hop.book.policy !== 'ask') {
    facts.decide(
      'newHostKeys',
      saying(hop.book.policy === 'strict' ? 'refused' : 'acceptedUnasked'),
      by(settings.strictHostKeyChecking.source),
    )
  }
  for (const { place, text } of hops.flatMap(one => [...one.settings.notes, ...one.book.notes])) {
    if (inside || !insideOnly.has(text.say)) facts.decide('note', text, place)
  }
}

/** What only the built-in client does not follow. */
const insideOnly: ReadonlySet<RouteSayingName> = new Set<RouteSayingName>([
  'noUserCertificates',
  'noSmartCards',
  'noHostBased',
  'noHostCertificates',
])

const ownSources: Readonly<Record<string, RouteText>> = {
  default: saying('byDefault'),
  'as given': saying('asGiven'),
  'local user name': saying('localUser'),
}

/** Who decided: a file and line stay as they are. */
const by = (source: string | undefined): RouteText | null =>
  source === undefined ? null : (ownSources[source] ?? source)
