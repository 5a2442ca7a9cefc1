import type { Store } from '../store/index.ts'
import { damaged, lostKey, unknownRecord } from './errors.ts'
import type { OpenKeys } from './ring.ts'
import { keySite, siteName } from './site.ts'
import type { SiteKeys } from './siteKeys.ts'
import type { RecordTable } from './tables/records.ts'
import type { KeySite, RecordRef } from './types.ts'

/** Secrets of sites, each under the present key of its site. */
export class Records {
  readonly #parts: { store: Store; table: RecordTable; siteKeys: SiteKeys }

  constructor(parts: { store: Store; table: RecordTable; siteKeys: SiteKeys }) {
    this.#parts = parts
  }

  seal(siteId: KeySite, { kind, id }: RecordRef, secret: Uint8Array, by?: OpenKeys): void {
    const { store, table, siteKeys } = this.#parts
    const site = siteName(siteId)
    store.erasing(() => {
      const { key, version } = siteKeys.use(site, { by, make: true })
      const sealed = siteKeys.close({ kind, id }, site, version, key, secret)
      table.put({ kind, id, site, version, sealed })
    })
  }

  unseal(ref: RecordRef, by?: OpenKeys): Buffer {
    const { table, siteKeys } = this.#parts
    const record = table.get(ref)
    if (!record) throw unknownRecord(ref)
    const { key, version } = siteKeys.use(record.site, { by, make: false })
    if (record.version < version) throw lostKey(ref)
    const secret = siteKeys.open(record, key)
    if (!secret) throw damaged(`The secret of this ${ref.kind}`, { kind: ref.kind, id: ref.id })
    return secret
  }

  sealedFor(ref: RecordRef): KeySite | undefined {
    const record = this.#parts.table.get(ref)
    return record && keySite(record.site)
  }

  forget(ref: RecordRef): void {
    this.#parts.store.erasing(() => this.#parts.table.remove(ref))
  }
}
