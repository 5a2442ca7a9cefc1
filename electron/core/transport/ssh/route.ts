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
  if (settings.files.length > 0) facts.decide('ssh config', settings.files.join(', '))
  facts.decide('Host', hop.host, settings.hostName.source)
  facts.decide('Port', String(hop.port), settings.port.source)
  facts.decide('User', hop.user, settings.user.source)
  for (const jump of hops.slice(0, -1)) {
    facts.jumps.push(jump.endpoint)
    const source = target.jump === undefined ? (settings.proxyJump?.source ?? null) : 'as given'
    facts.decide('Jump host', `${jump.user}@${jump.endpoint}`, source)
  }
  if (hop.proxyCommand !== null) {
    facts.decide('Proxy command', hop.proxyCommand, settings.proxyCommand?.source ?? null)
  }
  for (const file of hop.identityFiles) {
    if (hop.identityFilesExplicit) facts.decide('Key file', file.path, file.source)
  }
  const agentSource =
    target.agentSocket !== undefined ? 'as given' : (settings.identityAgent?.source ?? 'default')
  if (hop.compression) {
    const from = target.compression === undefined ? (settings.compression?.source ?? null) : 'as given'
    facts.decide('Compression', 'on', from)
  }
  facts.decide('Agent', hop.agents.join(', ') || 'none', target.useAgent === false ? 'as given' : agentSource)
  if (hop.identitiesOnly) facts.decide('Keys offered', 'only those named', settings.identitiesOnly.source)
  const { keepaliveIntervalMs: interval, keepaliveCount: count } = hop.deadlines
  facts.decide(
    'Keepalive',
    interval === 0 ? 'off' : `every ${interval / 1_000} s, ${count} may stay unanswered`,
    target.deadlines?.keepaliveIntervalMs === undefined
      ? (settings.serverAliveIntervalMs?.source ?? 'default')
      : 'as given',
  )
  facts.decide('Known hosts', hop.knownHostsFiles.join(', ') || 'none', settings.userKnownHostsFiles.source)
  if (!hop.verifyHostKey) facts.decide('Host key', 'NOT checked: anyone may answer as this host', 'no_verify')
  else if (hop.book.policy !== 'ask') {
    facts.decide(
      'New host keys',
      hop.book.policy === 'strict' ? 'refused' : 'may be accepted unasked',
      settings.strictHostKeyChecking.source,
    )
  }
  for (const note of new Set(hops.flatMap(one => [...one.settings.notes, ...one.book.notes]))) {
    if (inside || !note.includes('transport "openssh"')) facts.decide('Note', note)
  }
}
