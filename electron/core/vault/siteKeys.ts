import type { PersonId } from '../../../shared/ids.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'
import { type Binding, seal, unseal } from './aead.ts'
import { closed, damaged, isOfStore, noKey } from './errors.ts'
import { KEY_BYTES, newSiteKey, type PublicKey, type SiteKey, wipe } from './keys.ts'
import { dropSite, keysOf, type OpenKeys } from './ring.ts'
import { sealTo, unsealFrom } from './sealedBox.ts'
import type { SiteName } from './site.ts'
import type { RecordTable, StoredRecord } from './tables/records.ts'
import type { SiteKeyTables, StoredSiteKey } from './tables/siteKeys.ts'
import type { RecordRef } from './types.ts'

/** A holder who has keys to seal to. */
interface Enrolled {
  personId: PersonId
  publicKey: PublicKey
}

interface SiteKeysParts {
  keys: SiteKeyTables
  records: RecordTable
  clock: Clock
  log: Logger
  /** This installation's number. */
  installation: () => string
  /** Rings that may be used. */
  present: () => readonly OpenKeys[]
  /** Of a site, whether what says that somebody is to hold its key, and which their public key is, can be believed. */
  trusted(site: SiteName): (holder: Enrolled) => boolean
}

/** The binding of a record; what it says can't be changed without breaking the seal. */
export const recordBinding = (
  installation: string,
  site: SiteName,
  version: number,
  ref: RecordRef,
): Binding => ['vault_records', installation, ref.kind, ref.id, site, version]

/**
 * Who can open which site's key: seals it to its holders, takes it from others, makes it anew. Every method works
 * within the caller's transaction and keeps no secret of its own.
 */
export class SiteKeys {
  readonly #parts: SiteKeysParts

  constructor(parts: SiteKeysParts) {
    this.#parts = parts
  }

  /**
   * The present key of a site out of one of the rings (all that are present unless `by` is given), made where
   * `make` says so and nobody ever had one. It stays the ring's: not to be wiped. `AppError` vault.closed,
   * vault.noKey, vault.damaged.
   */
  use(
    site: SiteName,
    options: { by?: OpenKeys | undefined; make: boolean },
  ): { key: SiteKey; version: number } {
    const rings = this.#rings(options.by)
    const { keys } = this.#parts
    let stored = keys.key(site)
    if (options.make && (!stored || keys.seals(site).length === 0)) {
      if (!rings.some(ring => keys.isHolder(site, ring.personId))) throw noKey(wordsOf(site))
      stored = this.#make(site, (stored?.version ?? 0) + 1, this.#enrolled(site))
    }
    if (!stored) throw noKey(wordsOf(site))
    let broken: OpenKeys | null = null
    for (const ring of rings) {
      let key = this.of(ring, stored)
      if (key === 'damaged') key = this.#mend(ring, stored)
      if (key === 'damaged') broken = ring
      else if (key) return { key, version: stored.version }
    }
    if (broken)
      throw damaged(`The key ${wordsOf(site)}, as it is sealed to you,`, { site, personId: broken.personId })
    throw noKey(wordsOf(site))
  }

  /** A site's key out of one ring; null where it was never sealed to that person. */
  of(ring: OpenKeys, { site, version }: StoredSiteKey): SiteKey | 'damaged' | null {
    const own = keysOf(ring)
    const stored = this.#parts.keys.seal(site, ring.personId)
    if (!stored) {
      dropSite(ring, site)
      return null
    }
    const known = own.sites.get(site)
    // By the sealed text, not by its number: a transaction taken back may have used the number for another key.
    if (known?.version === version && known.sealed.equals(stored.sealed)) return known.key
    dropSite(ring, site)
    const key = unsealFrom(own, this.#sealBinding(site, ring.personId, version), stored.sealed)
    if (key?.length !== KEY_BYTES || stored.version !== version) {
      if (key) wipe(key)
      return 'damaged'
    }
    own.sites.set(site, { version, sealed: stored.sealed, key: key as SiteKey })
    return key as SiteKey
  }

  /** Seals the key anew to a holder whose seal is broken, by another who is there and holds it; that one's key. */
  #mend(ring: OpenKeys, stored: StoredSiteKey): SiteKey | 'damaged' {
    const { log, present } = this.#parts
    const holder = this.#enrolled(stored.site).find(each => each.personId === ring.personId)
    for (const other of present()) {
      const key = other === ring ? null : this.of(other, stored)
      if (!holder || !key || key === 'damaged') continue
      try {
        this.#sealTo(holder, stored.site, stored.version, key)
        log.warn({ site: stored.site, personId: ring.personId }, 'a damaged seal of a site’s key was mended')
      } catch (error) {
        if (!isOfStore(error)) throw error
        log.error({ err: error }, 'a damaged seal of a site’s key could not be mended')
      }
      return key
    }
    return 'damaged'
  }

  /** Whether `settle` has anything to look at. */
  get isPending(): boolean {
    return this.#parts.keys.unsettled().length > 0
  }

  /** Does what can be done now of what is pending: seals to new holders, rotates what somebody lost. True where anything changed. */
  settle(): boolean {
    let changed = false
    for (const stored of this.#parts.keys.unsettled()) changed = this.#settleSite(stored) || changed
    if (changed) this.#dropLost()
    return changed
  }

  /** A key that is no longer sealed to somebody leaves their ring at once, not when it is next asked for. */
  #dropLost(): void {
    for (const ring of this.#parts.present())
      for (const site of [...keysOf(ring).sites.keys()])
        if (!this.#parts.keys.seal(site, ring.personId)) dropSite(ring, site)
  }

  #settleSite(stored: StoredSiteKey): boolean {
    const { keys, records, log, present } = this.#parts
    const { site } = stored
    const holders = this.#enrolled(site)
    const seals = keys.seals(site)
    const named = new Set(holders.map(holder => holder.personId))
    const surplus = seals.filter(each => !named.has(each.personId))
    const sealed = new Set(seals.map(each => each.personId))
    const missing = holders.filter(holder => !sealed.has(holder.personId))
    const due = stored.rotationDue || surplus.length > 0
    let opener: SiteKey | null = null
    for (const ring of present()) {
      const key = this.of(ring, stored)
      if (key === 'damaged') continue
      opener = key
      if (opener) break
    }
    if (seals.length === surplus.length && !(opener && holders.length > 0) && !records.hasAny(site)) {
      keys.removeKey(site)
      return true
    }
    if (holders.length > 0 && opener) {
      if (due) this.#rotate(stored, opener, holders)
      else for (const holder of missing) this.#sealTo(holder, site, stored.version, opener)
      return true
    }
    if (surplus.length === 0) return false
    const last = surplus.length === seals.length
    // The last seals are kept until somebody can pass the key on: without them every secret of the site is lost.
    if (last && stored.rotationDue) return false
    if (last) log.warn({ site }, 'a site’s key waits for someone entitled to take it over')
    else for (const { personId } of surplus) keys.removeSeal(site, personId)
    keys.markDue(site)
    return true
  }

  #rotate(stored: StoredSiteKey, old: SiteKey, holders: readonly Enrolled[]): void {
    const { records, log } = this.#parts
    const { site } = stored
    const version = stored.version + 1
    const key = newSiteKey()
    this.#write(site, version, key, holders)
    for (const record of records.ofSite(site)) {
      const secret = this.open(record, old)
      // A damaged one stays as it is, for a back-up to replace; the others are not held up by it.
      if (!secret)
        log.error({ kind: record.kind, id: record.id }, 'a damaged secret could not be sealed anew')
      records.put({
        ...record,
        version,
        sealed: secret ? this.close(record, site, version, key, secret) : record.sealed,
      })
      if (secret) wipe(secret)
    }
    wipe(key)
  }

  #make(site: SiteName, version: number, holders: readonly Enrolled[]): StoredSiteKey {
    const key = newSiteKey()
    this.#write(site, version, key, holders)
    wipe(key)
    return { site, version, rotationDue: false }
  }

  #write(site: SiteName, version: number, key: SiteKey, holders: readonly Enrolled[]): void {
    const { keys, clock } = this.#parts
    keys.putKey(site, version, clock.nowMs())
    keys.removeSeals(site)
    for (const holder of holders) this.#sealTo(holder, site, version, key)
  }

  /** The secret of a record by its site's key, for the caller to wipe; null where it is damaged. */
  open(record: StoredRecord, key: SiteKey): Buffer | null {
    const { installation } = this.#parts
    return unseal(key, recordBinding(installation(), record.site, record.version, record), record.sealed)
  }

  /** The sealed text of a record. */
  close(ref: RecordRef, site: SiteName, version: number, key: SiteKey, secret: Uint8Array): Buffer {
    return seal(key, recordBinding(this.#parts.installation(), site, version, ref), secret)
  }

  #sealTo({ personId, publicKey }: Enrolled, site: SiteName, version: number, key: SiteKey): void {
    const sealed = sealTo(publicKey, this.#sealBinding(site, personId, version), key)
    if (sealed) this.#parts.keys.putSeal(site, { personId, version, sealed })
    else this.#parts.log.warn({ personId }, 'a person’s public key is damaged; their next sign-in mends it')
  }

  #sealBinding(site: SiteName, personId: PersonId, version: number): Binding {
    return ['vault_seals', this.#parts.installation(), site, personId, version]
  }

  #enrolled(site: SiteName): Enrolled[] {
    return this.#parts.keys
      .holders(site)
      .flatMap(({ personId, publicKey }) => (publicKey ? [{ personId, publicKey }] : []))
      .filter(this.#parts.trusted(site))
  }

  #rings(by: OpenKeys | undefined): readonly OpenKeys[] {
    const rings = this.#parts.present()
    const asked = by ? rings.filter(ring => ring === by) : rings
    if (asked.length === 0) throw closed()
    return asked
  }
}

const wordsOf = (site: SiteName): string => (site === 'fleet' ? 'of the fleet' : 'of this site')
