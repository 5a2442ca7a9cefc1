import { randomUUID } from 'node:crypto'
import { AppError } from '../../../shared/errors.ts'
import { PersonId } from '../../../shared/ids.ts'
import type { Register } from '../register/index.ts'
import type { Store } from '../store/index.ts'

/** An account as it is stored; all times are Unix ms. */
export interface Account {
  readonly id: PersonId
  readonly name: string
  readonly displayName: string
  readonly createdAtMs: number
  readonly lastSeenMs: number | null
  readonly passphraseChangedMs: number | null
  readonly disabled: boolean
  readonly mustChangePassphrase: boolean
}

/** What may be changed of one. */
export type AccountChange = Partial<Omit<Account, 'id' | 'createdAtMs'>>

interface Row {
  id: string
  name: string
  display_name: string
  created_ms: number
  last_seen_ms: number | null
  passphrase_ms: number | null
  disabled: number
  must_change: number
}

/** A name as two of them are compared: without regard to case or to how its letters are composed. */
export const folded = (name: string): string => name.trim().normalize('NFKC').toLowerCase()

/** The `people` table, held in memory: it is small and asked at every act. */
export class AccountTable {
  readonly #database: Store['database']
  readonly #register: Pick<Register, 'change'>
  readonly #byId = new Map<PersonId, Account>()
  readonly #byName = new Map<string, Account>()

  constructor({ database }: Pick<Store, 'database'>, register: Pick<Register, 'change'>) {
    this.#database = database
    this.#register = register
    for (const row of database.all<Row>('SELECT * FROM people ORDER BY created_ms, id'))
      this.#hold(ofRow(row))
  }

  /** By name. */
  list(): Account[] {
    return [...this.#byId.values()].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
  }

  get(id: PersonId): Account | undefined {
    return this.#byId.get(id)
  }

  named(name: string): Account | undefined {
    return this.#byName.get(folded(name))
  }

  /** Throws `AppError` name.taken. */
  insert(account: Omit<Account, 'id'>): Account {
    this.requireFree(account.name, null)
    const whole = { ...account, id: PersonId.parse(randomUUID()) }
    this.#register.change(() =>
      this.#database.run(
        `INSERT INTO people (id, name, folded, display_name, created_ms, last_seen_ms, passphrase_ms, disabled, must_change)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        whole.id,
        whole.name,
        folded(whole.name),
        whole.displayName,
        whole.createdAtMs,
        whole.lastSeenMs,
        whole.passphraseChangedMs,
        Number(whole.disabled),
        Number(whole.mustChangePassphrase),
      ),
    )
    this.#hold(whole)
    return whole
  }

  /** Throws `AppError` name.unknown where there is no such person any more, name.taken. */
  update(id: PersonId, change: AccountChange): Account {
    const before = this.require(id)
    const after = { ...before, ...change }
    this.requireFree(after.name, id)
    // What of an account is its person's own affair needs nobody's signature.
    const own = ['name', 'displayName', 'disabled'] as const
    const isOwn = own.every(part => before[part] === after[part])
    const write = (work: () => void) => (isOwn ? this.#database.durable(work) : this.#register.change(work))
    write(() =>
      this.#database.run(
        `UPDATE people SET name = ?, folded = ?, display_name = ?, last_seen_ms = ?, passphrase_ms = ?, disabled = ?,
         must_change = ? WHERE id = ?`,
        after.name,
        folded(after.name),
        after.displayName,
        after.lastSeenMs,
        after.passphraseChangedMs,
        Number(after.disabled),
        Number(after.mustChangePassphrase),
        id,
      ),
    )
    this.#byName.delete(folded(before.name))
    this.#hold(after)
    return after
  }

  remove(id: PersonId): void {
    const account = this.require(id)
    this.#register.change(() => this.#database.run('DELETE FROM people WHERE id = ?', id))
    this.#byId.delete(id)
    this.#byName.delete(folded(account.name))
  }

  /** Throws `AppError` name.unknown. */
  require(id: PersonId): Account {
    const found = this.#byId.get(id)
    if (found === undefined) throw new AppError('name.unknown', 'This person has no account here any more.')
    return found
  }

  #hold(account: Account): void {
    this.#byId.set(account.id, account)
    this.#byName.set(folded(account.name), account)
  }

  /** Throws `AppError` name.taken where somebody else than `id` is called so. */
  requireFree(name: string, id: PersonId | null): void {
    const holder = this.named(name)
    if (holder === undefined || holder.id === id) return
    throw new AppError('name.taken', `Somebody is called “${holder.name}” already.`, {
      next: 'Choose another name to sign in with.',
    })
  }
}

const ofRow = (row: Row): Account => ({
  id: PersonId.parse(row.id),
  name: row.name,
  displayName: row.display_name,
  createdAtMs: row.created_ms,
  lastSeenMs: row.last_seen_ms,
  passphraseChangedMs: row.passphrase_ms,
  disabled: row.disabled !== 0,
  mustChangePassphrase: row.must_change !== 0,
})
