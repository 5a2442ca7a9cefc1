import { randomUUID } from 'node:crypto'
import type { CredentialSecret } from '../../../shared/contract/credentials.ts'
import { AppError } from '../../../shared/errors.ts'
import { CredentialId, type HostId, type SiteId } from '../../../shared/ids.ts'
import type { Clock } from '../clock.ts'
import {
  folded,
  type HostCredential,
  type KeptAnswer,
  type NamedCredentials,
} from '../hosts/namedCredentials.ts'
import type { Logger } from '../log.ts'
import type { Store } from '../store/index.ts'
import type { Vault } from '../vault/index.ts'
import { checkSecret, packSecret, unpackSecret } from './checkSecret.ts'
import { type DestinationRule, Destinations, noRule } from './destinations.ts'
import { credentialInUse, credentialShut } from './errors.ts'
import { KeptSecrets } from './keptSecrets.ts'
import { Refusals } from './refusals.ts'
import { CredentialTable, type StoredCredential } from './table.ts'
import { type CredentialUsers, reachesSite } from './users.ts'
import { type CredentialView, viewOf } from './view.ts'

/** What of the vault the credentials need. */
export type SealedBox = Pick<
  Vault,
  'seal' | 'unseal' | 'sealedFor' | 'forget' | 'onChange' | 'present' | 'holds'
>

export interface CredentialsParts {
  store: Pick<Store, 'database' | 'transaction' | 'erasing'>
  vault: SealedBox
  hosts: CredentialUsers
  clock: Clock
  log: Logger
  /** Nothing signs where they go unless given. */
  rule?: DestinationRule
}

/** A credential as typed. */
export interface CredentialDraft {
  name: string
  siteId: SiteId | null
  userName: string | null
  secret: CredentialSecret
}

/** What may be changed of one; what is absent stays. */
export interface CredentialChange {
  name?: string | undefined
  userName?: string | null | undefined
  secret?: CredentialSecret | undefined
}

const recordOf = (id: CredentialId) => ({ kind: 'credential', id }) as const

/** Named credentials: made once, sealed by the vault under their site's key, referred to by name, rotated once. */
export class Credentials implements NamedCredentials {
  readonly #parts: CredentialsParts
  readonly #table: CredentialTable
  readonly #all: Map<CredentialId, StoredCredential>
  readonly #refusals: Refusals
  readonly #kept = new KeptSecrets()
  readonly destinations: Destinations
  readonly #listeners = new Set<() => void>()
  readonly #stops: (() => void)[]

  constructor(parts: CredentialsParts) {
    this.#parts = parts
    this.#table = new CredentialTable(parts.store.database)
    this.#all = new Map(this.#table.list().map(one => [one.id, one]))
    this.#refusals = new Refusals(this.#table)
    this.destinations = new Destinations({
      rule: noRule,
      ...parts,
      nameOf: id => this.#all.get(id as CredentialId)?.name,
    })
    this.#stops = [
      parts.vault.onChange(() => {
        this.destinations.review()
        parts.hosts.secrets.usable()
        this.#tell()
      }),
      parts.hosts.onHost(event => {
        if (event.type === 'removed') {
          this.#refusals.forgetHost(event.hostId)
          this.destinations.drop(event.hostId)
        }
        // Who uses one depends on what hosts and sites say, not on how hosts fare.
        if (event.type !== 'state') this.#tell()
      }),
    ]
  }

  /** Called after anything that `list` tells may have changed; the returned function ends that. */
  onChange(callback: () => void): () => void {
    this.#listeners.add(callback)
    return () => this.#listeners.delete(callback)
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener()
  }

  /** All of them, by name. */
  list(): CredentialView[] {
    return [...this.#all.values()]
      .sort((a, b) => folded(a.name).localeCompare(folded(b.name)))
      .map(one => this.#view(one))
  }

  /** `credential.unknown` where there is none. */
  get(id: CredentialId): CredentialView {
    return this.#view(this.#need(id))
  }

  /** Whose key seals it: the site that a right over it is asked for; undefined where there is none. */
  siteOf(id: CredentialId): SiteId | null | undefined {
    return this.#all.get(id)?.siteId
  }

  /** The same by name. */
  siteOfName(name: string): SiteId | null | undefined {
    return this.#byName(name)?.siteId
  }

  describe(name: string): StoredCredential | undefined {
    return this.#byName(name)
  }

  /** Checks, seals and stores it. Rejects name.taken, name.unknown (site), credential.invalid, vault.closed, vault.noKey. */
  async add(draft: CredentialDraft, by: string): Promise<CredentialView> {
    const { vault, store, clock } = this.#parts
    this.requireStorable(draft.name, draft.siteId)
    const { secret, fingerprint } = await checkSecret(draft.secret, clock.nowMs())
    this.requireStorable(draft.name, draft.siteId)
    const now = clock.nowMs()
    const made: StoredCredential = {
      id: CredentialId.parse(randomUUID()),
      name: draft.name.trim(),
      kind: secret.kind,
      siteId: draft.siteId,
      userName: draft.userName === null || draft.userName === '' ? null : draft.userName,
      fingerprint,
      createdAtMs: now,
      changedAtMs: now,
      secretAtMs: now,
      changedBy: by,
    }
    this.destinations.around('all', () => {
      withBytes(secret, bytes =>
        store.erasing(() => {
          this.#table.insert(made)
          vault.seal(made.siteId, recordOf(made.id), bytes)
        }),
      )
      this.#all.set(made.id, made)
    })
    this.#parts.hosts.secrets.changed(made.name)
    this.#tell()
    return this.#view(made)
  }

  /** Changes it everywhere at once: references follow its name, and a new secret is tried on every host that uses it. */
  async update(id: CredentialId, change: CredentialChange, by: string): Promise<CredentialView> {
    const { vault, store, hosts, clock } = this.#parts
    const checked = change.secret === undefined ? null : await checkSecret(change.secret, clock.nowMs())
    const before = this.#need(id)
    const name = change.name?.trim() ?? before.name
    if (folded(name) !== folded(before.name)) this.#requireFree(name)
    const now = clock.nowMs()
    const userName = change.userName === undefined ? before.userName : change.userName || null
    const after: StoredCredential = {
      ...before,
      name,
      userName,
      changedAtMs: now,
      changedBy: by,
      ...(checked === null
        ? {}
        : {
            kind: checked.secret.kind,
            fingerprint: checked.fingerprint,
            // Two within one millisecond are still two versions.
            secretAtMs: Math.max(now, before.secretAtMs + 1),
          }),
    }
    const anew = checked !== null || userName !== before.userName
    const save = (seal: () => void) =>
      store.erasing(() => {
        this.#table.update(after)
        if (anew) this.#table.allow(id, null)
        seal()
        if (name !== before.name) hosts.secrets.rename(before.name, name)
      })
    this.destinations.around('all', () => {
      if (checked === null) save(() => undefined)
      else withBytes(checked.secret, bytes => save(() => vault.seal(after.siteId, recordOf(id), bytes)))
      this.#all.set(id, after)
    })
    if (anew) {
      this.#refusals.forget(id)
      this.#kept.drop(id)
      hosts.secrets.gone(id)
      hosts.secrets.changed(name)
    }
    this.#tell()
    return this.#view(after)
  }

  /** `credential.used` while something refers to it, unless forced: those hosts then say that it is gone. */
  remove(id: CredentialId, force: boolean): void {
    const one = this.#need(id)
    const { usedBy } = this.#view(one)
    if (usedBy.length > 0 && !force)
      throw credentialInUse(
        one.name,
        usedBy.map(user => user.name),
      )
    this.destinations.around('all', () => {
      this.#parts.store.erasing(() => {
        this.#table.remove(id)
        this.#parts.vault.forget(recordOf(id))
      })
      this.#all.delete(id)
    })
    this.#refusals.forget(id)
    this.#kept.drop(id)
    this.#parts.hosts.secrets.gone(id)
    this.#tell()
  }

  /** Throws where a credential of this name and site could not be stored now. */
  requireStorable(name: string, siteId: SiteId | null): void {
    const { vault, hosts } = this.#parts
    if (siteId !== null && !hosts.sites().some(site => site.id === siteId))
      throw new AppError('name.unknown', 'This site is not there any more.', { data: { siteId } })
    this.#requireFree(name)
    if (vault.present.length === 0)
      throw new AppError('vault.closed', 'The vault is closed: nothing can be stored in it.', {
        next: 'Sign in first. Where nobody has set up people yet, do that under Settings.',
      })
    if (!vault.present.some(ring => vault.holds(siteId, ring.personId)))
      throw new AppError('vault.noKey', 'Nobody who is signed in holds the key of this site.', {
        next: 'Let somebody sign in who may use its credentials.',
      })
  }

  open(hostId: HostId, name: string): HostCredential {
    const id = this.#byName(name)?.id
    if (id !== undefined && this.#refusals.has(id, hostId))
      throw new AppError('credential.refused', `This host did not accept the credential “${name}”.`, {
        next: 'It is not tried here again until its secret is changed under Credentials.',
        data: { credential: name, credentialId: id },
      })
    const opened = this.openAt(this.#parts.hosts.get(hostId)?.siteId ?? null, name)
    this.destinations.require(hostId)
    return opened
  }

  openAt(siteId: SiteId | null, name: string): HostCredential {
    const one = this.#byName(name)
    if (one === undefined)
      throw new AppError('credential.unknown', `There is no credential “${name}” any more.`, {
        next: 'Choose another for this host or its site, or add one of this name.',
        data: { credential: name },
      })
    const { id, kind, userName, secretAtMs: version } = one
    const data = { credential: one.name, credentialId: id }
    // A record can't be moved without breaking its seal; the row that says for which site it is can.
    const sealedFor = this.#parts.vault.sealedFor(recordOf(id))
    if (sealedFor !== undefined && sealedFor !== one.siteId)
      throw new AppError(
        'vault.damaged',
        `The credential “${one.name}” is sealed for another site than it says: it was changed outside NovaCron.`,
        { next: 'Remove it and add it anew.', data },
      )
    if (!reachesSite(one.siteId, siteId, this.#parts.hosts))
      throw new AppError('credential.invalid', `The credential “${one.name}” belongs to another site.`, {
        next: 'Choose one of this host’s own site, of a site above it, or of the whole fleet.',
        data: { ...data, why: 'elsewhere' },
      })
    return { id, name: one.name, kind, userName, version, secret: this.#secret(one, data) }
  }

  refused(hostId: HostId, credential: HostCredential): boolean {
    const { id, version, name } = credential
    if (this.#all.get(id)?.secretAtMs !== version) return false
    this.#refusals.add(id, hostId, this.#parts.clock.nowMs())
    this.#tell()
    this.#parts.log.warn({ hostId, credential: name }, 'a host did not accept its credential')
    return true
  }

  accepted(hostId: HostId, credential: HostCredential): void {
    const { id, version, secret } = credential
    this.#allow(id, hostId)
    if (this.#all.get(id)?.secretAtMs === version) this.#kept.keep(id, version, secret)
  }

  allowAgain(hostId: HostId, name: string): void {
    const one = this.#byName(name)
    // A wrong password that is sent again and again locks accounts; a key or certificate doesn't.
    if (one === undefined || one.kind === 'password') return
    this.#allow(one.id, hostId)
  }

  #allow(id: CredentialId, hostId: HostId): void {
    if (this.#refusals.allow(id, hostId)) this.#tell()
  }

  async keep({ name, siteId, kind, userName, value, by }: KeptAnswer): Promise<void> {
    const secret: CredentialSecret =
      kind === 'password' ? { kind, password: value } : { kind, passphrase: value }
    await this.add({ name, siteId, userName, secret }, by)
  }

  requireSiteEmpty(siteId: SiteId): void {
    const names = [...this.#all.values()].flatMap(one => (one.siteId === siteId ? [one.name] : []))
    if (names.length === 0) return
    throw new AppError(
      'credential.used',
      `The site still has credentials of its own: ${names.slice(0, 5).join(', ')}.`,
      { next: 'Remove them first, or add them again for another site.', data: { credentials: names } },
    )
  }

  /** Zeroes every secret that is kept for while the vault is closed. */
  forget(): void {
    this.#kept.clear()
  }

  close(): void {
    for (const stop of this.#stops) stop()
    this.forget()
  }

  #secret(one: StoredCredential, data: Record<string, unknown>): CredentialSecret {
    try {
      return unpackSecret(this.#parts.vault.unseal(recordOf(one.id)))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      const isShut = error.code === 'vault.closed' || error.code === 'vault.noKey'
      const kept = isShut ? this.#kept.get(one.id, one.secretAtMs) : undefined
      if (kept) return kept
      throw isShut ? credentialShut(error.code, one.name, data) : error
    }
  }

  #view(one: StoredCredential): CredentialView {
    return viewOf(one, this.#parts.hosts, this.#refusals)
  }

  #byName(name: string): StoredCredential | undefined {
    const wanted = folded(name)
    for (const one of this.#all.values()) if (folded(one.name) === wanted) return one
    return undefined
  }

  #requireFree(name: string): void {
    if (this.#byName(name.trim()) !== undefined)
      throw new AppError('name.taken', `There is a credential “${name.trim()}” already.`, {
        next: 'Choose another name.',
        data: { field: 'name' },
      })
  }

  #need(id: CredentialId): StoredCredential {
    const one = this.#all.get(id)
    if (one === undefined)
      throw new AppError('credential.unknown', 'This credential is not there any more.', {
        data: { credentialId: id },
      })
    return one
  }
}

/** Gives the secret's bytes to `work` and wipes them whatever happens. */
function withBytes(secret: CredentialSecret, work: (bytes: Buffer) => void): void {
  const bytes = packSecret(secret)
  try {
    work(bytes)
  } finally {
    bytes.fill(0)
  }
}
