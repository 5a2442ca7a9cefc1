import type { CredentialId, HostId } from '../../../shared/ids.ts'
import type { HostRecord } from '../../../shared/models/host.ts'
import type { Logger } from '../log.ts'
import type { JumpPool, openTransport } from '../transport/index.ts'
import { keyPrefix } from './credentialAnswers.ts'
import { tryCredential } from './credentialTrial.ts'
import type { ConnectGate } from './gate.ts'
import { folded, type HostCredential, type KeptAnswer, type NamedCredentials } from './namedCredentials.ts'
import type { HostRecords } from './records.ts'
import { SecretMemory } from './secretMemory.ts'
import type { HostSession } from './session.ts'
import type { HostWays } from './ways.ts'

export interface HostSecretsParts {
  records: HostRecords
  ways: HostWays
  sessions: ReadonlyMap<HostId, HostSession>
  pool: JumpPool
  gate: ConnectGate
  open: typeof openTransport
  log: Logger
  /** Begins anew, as when a person connects. */
  connect(id: HostId): void
  /** These hosts' records changed, and perhaps the sites. */
  changed(records: readonly HostRecord[]): void
}

/** What hosts log in with: answers in memory, unlocked keys, and the named credentials. */
export class HostSecrets {
  readonly memory = new SecretMemory()
  readonly #parts: HostSecretsParts
  readonly #ending = new AbortController()

  constructor(parts: HostSecretsParts) {
    this.#parts = parts
  }

  /** Where named credentials come from; told once, by the composition root. */
  use(named: NamedCredentials): void {
    this.#parts.ways.credentials = named
  }

  /** Hosts and sites that name a credential name it differently from now on; nobody is connected anew for that. */
  rename(from: string, to: string): void {
    this.#parts.changed(this.#parts.records.renameCredential(from, to))
  }

  /** It is new or has another secret: every host that uses it tries it at once, live ones beside their connection. */
  changed(name: string): void {
    const { sessions, records, connect } = this.#parts
    for (const [id, session] of sessions) {
      const { credential } = records.options(id).options
      if (credential === undefined || folded(credential) !== folded(name)) continue
      if (session.live !== null) void this.#try(id, credential)
      else if (session.wanted) connect(id)
    }
  }

  /** Secrets may be had that could not be before: hosts that wait for one go on. */
  usable(): void {
    for (const session of this.#parts.sessions.values()) session.unlocked()
  }

  /** Its key is not to be used any more. */
  gone(id: CredentialId): void {
    this.#parts.pool.keys.forget(keyPrefix(id))
  }

  /** Forgets every secret that is held in memory so that hosts come back by themselves; connections stay. */
  forget(): void {
    this.memory.clear()
    this.#parts.pool.keys.clear()
    this.#parts.ways.credentials?.forget()
  }

  /** What one host's session is given of all this. */
  of(id: HostId) {
    const { ways } = this.#parts
    return {
      memory: this.memory,
      credential: ({ credential }: { credential: string | null }) =>
        credential === null ? null : (ways.credentials?.open(id, credential) ?? null),
      refused: (credential: HostCredential) => ways.credentials?.refused(id, credential) ?? false,
      letIn: (credential: HostCredential) => ways.credentials?.accepted(id, credential),
      keep: (answer: KeptAnswer) => void this.#keep(id, answer),
    }
  }

  close(): void {
    this.#ending.abort()
  }

  /** Stores what a person answered and lets the host use it from now on. */
  async #keep(id: HostId, answer: KeptAnswer): Promise<void> {
    const { ways, records, log, changed } = this.#parts
    try {
      await ways.credentials?.keep(answer)
      const before = records.get(id)
      if (before === undefined) return
      // The way stays what it was: what it takes is only fetched from elsewhere.
      const options = { ...before.options, credential: answer.name }
      changed([ways.around([id], () => records.update(id, { options }))])
    } catch (error) {
      // The host is in all the same; the person finds no credential of that name.
      log.error({ err: error, hostId: id }, 'an answer could not be kept in the vault')
    }
  }

  /** Tries a changed credential beside a connection that another let in. */
  async #try(id: HostId, name: string): Promise<void> {
    const { ways, gate, open, log } = this.#parts
    const named = ways.credentials
    const signal = this.#ending.signal
    if (named === null) return
    try {
      const release = await gate.enter(signal, 1)
      try {
        const plan = ways.plan(id)
        if (plan.credential === null) return
        const credential = named.open(id, name)
        const trial = await tryCredential({
          plan,
          credential,
          accepted: key => ways.accepted(id, key),
          open,
          signal,
        })
        if (trial.result === 'accepted') named.accepted(id, credential)
        else if (trial.result === 'refused') named.refused(id, credential)
        else log.info({ err: trial.error, hostId: id }, 'a changed credential could not be tried')
      } finally {
        release()
      }
    } catch (error) {
      if (signal.aborted) return
      log.info({ err: error, hostId: id }, 'a changed credential could not be tried')
    }
  }
}
