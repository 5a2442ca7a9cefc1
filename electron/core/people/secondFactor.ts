import { createHash, randomBytes } from 'node:crypto'
import { AppError } from '../../../shared/errors.ts'
import type { PersonId } from '../../../shared/ids.ts'
import type { Clock } from '../clock.ts'
import type { Store } from '../store/index.ts'
import { type OpenKeys, type Vault, wipe } from '../vault/index.ts'
import type { FreshSeed } from './totp.ts'

const SEED_BYTES = 20
/** How long a fresh seed waits to be confirmed. */
const CONFIRM_MS = 15 * 60_000
const CODES = 10
/** 80 bits: nobody tries them out, so a plain hash keeps them. */
const CODE_CHARS = 16
/** Crockford's letters and digits: none that look alike. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const KIND = 'totp'

/** Seldom asked: the libraries are loaded when they are. */
const loadTotp = () => import('./totp.ts')

/**
 * Time-based codes by an authenticator, and printed codes for when it is lost. The seed is sealed to the person;
 * a code works once, a printed one ever.
 */
export class SecondFactors {
  readonly #database: Store['database']
  readonly #vault: Vault
  readonly #clock: Clock
  readonly #holders: Set<string>
  readonly #fresh = new Map<PersonId, { seed: Buffer; cancel: () => void }>()

  constructor(parts: { store: Pick<Store, 'database'>; vault: Vault; clock: Clock }) {
    this.#database = parts.store.database
    this.#vault = parts.vault
    this.#clock = parts.clock
    this.#holders = new Set(this.#database.column<string>('SELECT person_id FROM second_factors'))
  }

  has(personId: PersonId): boolean {
    return this.#holders.has(personId)
  }

  /** Makes a seed that counts for nothing until `confirm`. */
  async begin(personId: PersonId, name: string): Promise<FreshSeed> {
    const { seedToShow } = await loadTotp()
    this.#drop(personId)
    const seed = randomBytes(SEED_BYTES)
    this.#fresh.set(personId, { seed, cancel: this.#clock.after(CONFIRM_MS, () => this.#drop(personId)) })
    return seedToShow(seed, name)
  }

  /** Takes the seed over by a first code; answers the printed codes. Throws `signIn.refused`, or `input.invalid` where none waits. */
  async confirm(keys: OpenKeys, code: string): Promise<string[]> {
    const { stepOf } = await loadTotp()
    const fresh = this.#fresh.get(keys.personId)
    if (fresh === undefined)
      throw new AppError('input.invalid', 'No authenticator waits to be confirmed.', {
        next: 'Begin again: a fresh code to scan is good for a quarter of an hour.',
      })
    const step = stepOf(fresh.seed, plain(code), this.#clock.nowMs())
    if (step === null) throw wrongCode({ nowMs: this.#clock.nowMs() })
    const codes = this.#database.durable(() => {
      this.#vault.sealOwn(keys, KIND, fresh.seed)
      this.#database.run(
        `INSERT INTO second_factors (person_id, since_ms, last_step) VALUES (?, ?, ?)
         ON CONFLICT DO UPDATE SET since_ms = excluded.since_ms, last_step = excluded.last_step`,
        keys.personId,
        this.#clock.nowMs(),
        step,
      )
      return this.#printCodes(keys.personId)
    })
    this.#holders.add(keys.personId)
    this.#drop(keys.personId)
    return codes
  }

  /** Whether the code is right, of the authenticator or printed; one that is right is spent. */
  async check(keys: OpenKeys, code: string): Promise<boolean> {
    const { personId } = keys
    const { stepOf } = await loadTotp()
    if (/^\d{6}$/.test(plain(code))) {
      const seed = this.#vault.unsealOwn(keys, KIND)
      if (seed === null) return false
      try {
        const step = stepOf(seed, plain(code), this.#clock.nowMs())
        return (
          step !== null &&
          this.#database.durable(() =>
            this.#database.run(
              'UPDATE second_factors SET last_step = ? WHERE person_id = ? AND last_step < ?',
              step,
              personId,
              step,
            ),
          ) === 1
        )
      } finally {
        wipe(seed)
      }
    }
    return (
      this.#database.durable(() =>
        this.#database.run(
          'UPDATE recovery_codes SET used_ms = ? WHERE person_id = ? AND hash = ? AND used_ms IS NULL',
          this.#clock.nowMs(),
          personId,
          codeHash(personId, code),
        ),
      ) === 1
    )
  }

  /** Ten new printed codes; those before are worth nothing. */
  renewCodes(personId: PersonId): string[] {
    return this.#database.durable(() => this.#printCodes(personId))
  }

  /** Takes seed and printed codes away. */
  remove(personId: PersonId): void {
    this.#drop(personId)
    this.#database.durable(() => {
      this.#database.run('DELETE FROM second_factors WHERE person_id = ?', personId)
      this.#database.run('DELETE FROM recovery_codes WHERE person_id = ?', personId)
    })
    this.#holders.delete(personId)
    this.#vault.forgetOwn(personId, KIND)
  }

  close(): void {
    for (const personId of [...this.#fresh.keys()]) this.#drop(personId)
  }

  #printCodes(personId: PersonId): string[] {
    const codes = Array.from({ length: CODES }, randomCode)
    this.#database.run('DELETE FROM recovery_codes WHERE person_id = ?', personId)
    for (const code of codes)
      this.#database.run(
        'INSERT INTO recovery_codes (person_id, hash) VALUES (?, ?)',
        personId,
        codeHash(personId, code),
      )
    return codes
  }

  #drop(personId: PersonId): void {
    const fresh = this.#fresh.get(personId)
    if (fresh === undefined) return
    fresh.cancel()
    wipe(fresh.seed)
    this.#fresh.delete(personId)
  }
}

/** What is said of a wrong code to somebody who is signed in already; `nowMs` is the core's time, which it was held against. */
export const wrongCode = (data: { nowMs: number; retryAtMs?: number }): AppError =>
  new AppError('signIn.refused', 'This code is not right, or was used already.', {
    next: `Take the code that is shown now. It is ${new Date(data.nowMs).toISOString().slice(11, 19)} UTC here: the authenticator’s clock has to agree within half a minute.`,
    data: { asked: 'code', ...data },
  })

const plain = (code: string): string => code.replace(/[\s-]/g, '').toUpperCase()

const codeHash = (personId: PersonId, code: string): Buffer =>
  createHash('sha256')
    .update(`${personId}:${plain(code)}`)
    .digest()

function randomCode(): string {
  const letters = Array.from(randomBytes(CODE_CHARS), byte => LETTERS[byte % LETTERS.length] ?? '0').join('')
  return letters.replace(/(.{4})(?=.)/g, '$1-')
}
