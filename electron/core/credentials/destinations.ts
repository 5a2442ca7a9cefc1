import type { HostId } from '../../../shared/ids.ts'
import { AppError } from '../../../shared/errors.ts'
import {
  type DestinationChange,
  destinationChanges,
  digestOf,
  type HostDestination,
  packDestination,
  unpackDestination,
} from '../hosts/destination.ts'
import type { Logger } from '../log.ts'
import type { Store } from '../store/index.ts'
import type { Vault } from '../vault/index.ts'
import { credentialShut, withheld, type WithheldWhy } from './errors.ts'

/** Whether every destination of this folder was sealed once, so that one without a seal was tampered with. */
export interface DestinationRule {
  /** False for a folder of before, until an owner has signed in. */
  readonly isCovered: boolean
  /** Whether an owner is there who may take what is stored now for good. */
  readonly canCover: boolean
  /** From now on `isCovered`; `hosts` were sealed for it. */
  cover(hosts: number): void
}

/** For where nobody signs: what has no seal is taken as it is. */
export const noRule: DestinationRule = { isCovered: false, canCover: false, cover: () => undefined }

export interface DestinationsParts {
  store: Pick<Store, 'erasing'>
  vault: Pick<Vault, 'seal' | 'unseal' | 'sealedFor' | 'forget'>
  hosts: {
    list(): readonly { id: HostId }[]
    destination(id: HostId): HostDestination | null
  }
  rule: DestinationRule
  /** A credential’s name, as it is told. */
  nameOf(credentialId: string): string | undefined
  log: Logger
}

/** A credential that was not given out, for the audit. */
export interface Withheld {
  hostId: HostId
  why: WithheldWhy
  changes: readonly DestinationChange[]
}

type Judgement =
  /** It names no credential, and there is no seal. */
  | { state: 'none' }
  /** As somebody accepted it who may use the credential. */
  | { state: 'good'; digest: string }
  /** Of a folder where not everything was sealed yet. */
  | { state: 'unsealed' }
  /** Nobody is there who could tell. */
  | { state: 'shut'; error: AppError }
  | { state: 'bad'; digest: string; why: WithheldWhy; changes: DestinationChange[] }

const refOf = (hostId: HostId) => ({ kind: 'destination', id: hostId })
const isShut = (error: unknown): error is AppError =>
  error instanceof AppError &&
  (error.code === 'vault.closed' || error.code === 'vault.noKey') &&
  error.data?.lost !== true

/**
 * Where each host's credential may go: address, jump hosts, trusted keys and which credential it is, sealed under the
 * very key that seals the credential. Whoever can't open the secret can't say where it is sent, whatever they write
 * into the files. Verified when a credential is given out, once for each content. See docs/vault.md.
 */
export class Destinations {
  readonly #parts: DestinationsParts
  /** Content that was verified or sealed here. */
  readonly #good = new Map<HostId, string>()
  /** What changed by itself while nobody was there who could seal it. */
  readonly #owed = new Map<HostId, string>()
  readonly #told = new Map<HostId, string>()
  #listener: (event: Withheld) => void = () => undefined

  constructor(parts: DestinationsParts) {
    this.#parts = parts
  }

  /** Told once of every content that is not as it was accepted. */
  tell(listener: (event: Withheld) => void): void {
    this.#listener = listener
  }

  /** Throws credential.withheld where the host's credential may not go there, vault.closed or vault.noKey where nobody can tell. */
  require(hostId: HostId): void {
    const found = this.#parts.hosts.destination(hostId)
    const judged = this.#judge(hostId, found)
    if (found === null) return
    if (judged.state === 'bad') {
      this.#tell(hostId, judged)
      throw withheld(found.name, { ...judged, credentialId: found.credential?.id ?? null })
    }
    if (judged.state === 'shut')
      throw credentialShut(judged.error.code, found.name, { credential: found.name })
  }

  /** True where it is known to be as accepted. */
  isGood(hostId: HostId): boolean {
    return this.#judge(hostId, this.#parts.hosts.destination(hostId)).state === 'good'
  }

  /**
   * Does something that a person with the right to it wants, and seals anew what it changed: what was as accepted
   * stays so, what wasn't does not become it by the way. `byItself`: nobody decided it at this moment, and it is
   * sealed when somebody comes who can. A host that `work` puts into `hosts` is new.
   */
  around<T>(hosts: readonly HostId[] | 'all', work: () => T, byItself = false): T {
    const ids = () => (hosts === 'all' ? this.#parts.hosts.list().map(({ id }) => id) : hosts)
    const before = new Map(ids().map(id => [id, this.#judge(id, this.#find(id))]))
    const done = work()
    const changed = ids().flatMap(hostId => {
      const found = this.#find(hostId)
      const was = before.get(hostId) ?? { state: 'none' }
      if (found === null) {
        if (was.state === 'good') this.drop(hostId)
        return []
      }
      if (was.state === 'bad' || was.state === 'shut') return []
      return was.state === 'good' && was.digest === digestOf(found.destination)
        ? []
        : [{ hostId, found, was }]
    })
    if (changed.length === 0) return done
    this.#parts.store.erasing(() => {
      for (const { hostId, found, was } of changed)
        if (!this.#trySeal(hostId, found) && byItself && was.state === 'good')
          this.#owed.set(hostId, digestOf(found.destination))
    })
    return done
  }

  /** Takes what is there now for good, if it is what was looked at. `AppError` input.invalid, vault.closed, vault.noKey. */
  accept(hostId: HostId, digest: string): void {
    const found = this.#find(hostId)
    if (found === null || digestOf(found.destination) !== digest)
      throw new AppError('input.invalid', 'How this host is reached has changed meanwhile.', {
        next: 'Look at it again.',
        data: { field: 'digest' },
      })
    this.#seal(hostId, found)
    this.#told.delete(hostId)
  }

  /** Somebody came, or who holds which key changed: seals what is owed, and looks at what could not be told before. */
  review(): void {
    const hosts = this.#parts.hosts.list().flatMap(({ id }) => {
      if (this.#good.has(id) && !this.#owed.has(id)) return []
      const found = this.#find(id)
      return found === null ? [] : [{ id, found }]
    })
    let sealed = 0
    let left = 0
    for (const { id, found } of hosts) {
      const judged = this.#judge(id, found)
      if (judged.state === 'good' && this.#owed.has(id)) this.#trySeal(id, found)
      else if (judged.state === 'bad') this.#tell(id, judged)
      else if (judged.state === 'unsealed' && this.#parts.rule.canCover && this.#trySeal(id, found)) sealed++
      else if (judged.state === 'unsealed' || judged.state === 'shut') left++
    }
    const { rule } = this.#parts
    if (!rule.isCovered && rule.canCover && left === 0) rule.cover(sealed)
  }

  /** The host is gone, or names no credential any more. */
  drop(hostId: HostId): void {
    this.#good.delete(hostId)
    this.#owed.delete(hostId)
    this.#told.delete(hostId)
    const { vault } = this.#parts
    if (vault.sealedFor(refOf(hostId)) !== undefined) vault.forget(refOf(hostId))
  }

  #find(hostId: HostId): HostDestination | null {
    return this.#parts.hosts.destination(hostId)
  }

  #judge(hostId: HostId, found: HostDestination | null): Judgement {
    const { vault, rule } = this.#parts
    const sealedFor = vault.sealedFor(refOf(hostId))
    if (found === null)
      return sealedFor === undefined ? { state: 'none' } : { state: 'bad', digest: '', ...nothingNow }
    const digest = digestOf(found.destination)
    if (this.#good.get(hostId) === digest || this.#owed.get(hostId) === digest)
      return { state: 'good', digest }
    if (sealedFor === undefined)
      return rule.isCovered ? { state: 'bad', digest, why: 'missing', changes: [] } : { state: 'unsealed' }
    // Sealed by another site's key, it says nothing: its holders may not use this credential.
    if (sealedFor !== (found.credential?.siteId ?? null))
      return { state: 'bad', digest, why: 'changed', changes: [] }
    try {
      const bytes = vault.unseal(refOf(hostId))
      const accepted = unpackDestination(bytes)
      if (accepted === null) return { state: 'bad', digest, why: 'damaged', changes: [] }
      const changes = destinationChanges(accepted, found.destination, id => this.#parts.nameOf(id))
      if (changes.length > 0) return { state: 'bad', digest, why: 'changed', changes }
      this.#good.set(hostId, digest)
      return { state: 'good', digest }
    } catch (error) {
      if (isShut(error)) return { state: 'shut', error }
      if (!(error instanceof AppError)) throw error
      return { state: 'bad', digest, why: 'damaged', changes: [] }
    }
  }

  #trySeal(hostId: HostId, found: HostDestination): boolean {
    try {
      this.#seal(hostId, found)
      return true
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      // What was asked for is done: the credential is not sent until somebody accepts it who can.
      this.#parts.log.info({ err: error, hostId }, 'where a credential goes could not be sealed')
      return false
    }
  }

  #seal(hostId: HostId, { destination, credential }: HostDestination): void {
    this.#parts.vault.seal(credential?.siteId ?? null, refOf(hostId), packDestination(destination))
    this.#good.set(hostId, digestOf(destination))
    this.#owed.delete(hostId)
  }

  #tell(hostId: HostId, { digest, why, changes }: Judgement & { state: 'bad' }): void {
    if (this.#told.get(hostId) === digest) return
    this.#told.set(hostId, digest)
    this.#parts.log.warn({ hostId, why, what: changes.map(({ what }) => what) }, 'a credential is withheld')
    this.#listener({ hostId, why, changes })
  }
}

const nothingNow = { why: 'changed' as const, changes: [] }
