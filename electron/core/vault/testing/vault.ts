import { pino } from 'pino'
import type { PersonId, SiteId } from '../../../../shared/ids.ts'
import { systemClock } from '../../clock.ts'
import type { Store } from '../../store/index.ts'
import { temporaryStore } from '../../testing/store.ts'
import { type KeySite, type OpenKeys, Vault } from '../index.ts'
import { MemoryKeychain } from './memoryKeychain.ts'

const uuid = (kind: number, number: number): string =>
  `0000000${kind}-0000-4000-8000-${String(number).padStart(12, '0')}`

export const person = (number: number): PersonId => uuid(1, number) as PersonId
export const site = (number: number): SiteId => uuid(2, number) as SiteId

/** A vault on a real store in a temporary folder, with sites 1 and 2. */
export interface TemporaryVault extends Disposable {
  vault: Vault
  store: Store
  folder: string
  keychain: MemoryKeychain
  /** Lines of its log, as objects. */
  logged: Record<string, unknown>[]
  /** Another vault on the same store: a restart of the program. */
  restart(): Vault
}

export function temporaryVault(): TemporaryVault {
  const owned = temporaryStore()
  const keychain = new MemoryKeychain()
  const logged: Record<string, unknown>[] = []
  const log = pino({ level: 'trace' }, { write: line => logged.push(JSON.parse(line)) })
  const vaults: Vault[] = []
  const open = () => {
    const vault = new Vault({ store: owned.store, clock: systemClock, log, keychain })
    vaults.push(vault)
    return vault
  }
  for (const number of [1, 2])
    owned.store.sites.insert({
      id: site(number),
      parentId: null,
      name: `site ${number}`,
      production: false,
      options: {},
    })
  return {
    vault: open(),
    store: owned.store,
    folder: owned.folder,
    keychain,
    logged,
    restart: () => {
      for (const vault of vaults) vault.close()
      return open()
    },
    [Symbol.dispose]: () => {
      for (const vault of vaults) vault.close()
      owned[Symbol.dispose]()
    },
  }
}

/** A person with keys, behind the keychain alone (which costs no derivation), and a ring that is let in. */
export async function enrolled(vault: Vault, number: number): Promise<OpenKeys> {
  const keys = await vault.enrol(person(number), { unlockKey: 'keychain' })
  vault.admit(keys)
  return keys
}

/** Their ring again. */
export async function signedIn(vault: Vault, number: number): Promise<OpenKeys> {
  const keys = await vault.openByKeychain(person(number))
  vault.admit(keys)
  return keys
}

/** Rights as a table: who is to hold the fleet's key, and that of each site. */
export const entitling =
  (table: { fleet?: number[]; 1?: number[]; 2?: number[] }) =>
  (siteId: KeySite): PersonId[] => {
    const numbers = siteId === null ? table.fleet : siteId === site(1) ? table[1] : table[2]
    return (numbers ?? []).map(person)
  }

/** What a table's column holds. */
export const blobs = (store: Store, table: string, column = 'sealed'): Buffer[] =>
  store.database.column<Buffer>(`SELECT ${column} FROM ${table}`)

/** The same bytes with one bit turned. */
export function flipped(bytes: Uint8Array, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ 0x10
  return copy
}
