import { inspect } from 'node:util'
import type { PersonId } from '../../../shared/ids.ts'
import type { PersonSecrets } from './doors.ts'
import { closed } from './errors.ts'
import { type PublicKey, type SiteKey, wipe } from './keys.ts'
import { publicKeyOf } from './sealedBox.ts'
import type { SiteName } from './site.ts'

/** What a ring holds; for the vault's own files, never for those who only carry the ring. */
export interface RingKeys extends PersonSecrets {
  publicKey: PublicKey
  /** Let in: the second factor is behind it. */
  admitted: boolean
  /** Sites' keys that were opened already, with their version. */
  sites: Map<SiteName, { version: number; sealed: Buffer; key: SiteKey }>
}

const held = new WeakMap<OpenKeys, RingKeys>()

/** One signed-in person's ring of keys; nothing of it can be printed or sent. Closed by whoever opened it. */
export class OpenKeys {
  readonly personId: PersonId
  readonly #onClose: (keys: OpenKeys, wasAdmitted: boolean) => void

  /** Takes the secrets over. */
  constructor(
    personId: PersonId,
    secrets: PersonSecrets,
    onClose: (keys: OpenKeys, wasAdmitted: boolean) => void,
  ) {
    this.personId = personId
    this.#onClose = onClose
    held.set(this, {
      ...secrets,
      publicKey: publicKeyOf(secrets.privateKey),
      admitted: false,
      sites: new Map(),
    })
  }

  /** True once closed: it opens nothing any more. */
  get closed(): boolean {
    return !held.has(this)
  }

  /** Zeroes every key it holds; safe to call again. */
  close(): void {
    const keys = held.get(this)
    if (!keys) return
    held.delete(this)
    wipe(keys.privateKey, keys.ownKey)
    for (const { key } of keys.sites.values()) wipe(key)
    keys.sites.clear()
    this.#onClose(this, keys.admitted)
  }

  toJSON(): object {
    return { personId: this.personId }
  }

  [inspect.custom](): string {
    return `OpenKeys(${this.personId})`
  }
}

/** The keys of a ring; `AppError` vault.closed once it is closed. */
export function keysOf(ring: OpenKeys): RingKeys {
  const keys = held.get(ring)
  if (!keys) throw closed()
  return keys
}

/** Zeroes a site's key in a ring. */
export function dropSite(ring: OpenKeys, site: SiteName): void {
  const keys = held.get(ring)
  const dropped = keys?.sites.get(site)
  if (dropped) wipe(dropped.key)
  keys?.sites.delete(site)
}
