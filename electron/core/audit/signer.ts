import type { Logger } from '../log.ts'
import type { WritableDatabase } from '../store/database.ts'
import type { AuditTables } from './chain.ts'
import { newSigningKey, readKeys, type SigningKey, writeKeys } from './keyFile.ts'
import { isSigned, tipText } from './statements.ts'

type End = { seq: number; hash: string }

/**
 * The keys that sign the log. Each signs the next one's public half and is then destroyed, so that whoever
 * copies the data folder holds a key for what comes, and none for what was.
 */
export class Signer {
  readonly #tables: AuditTables
  readonly #database: WritableDatabase
  readonly #folder: string
  readonly #log: Logger
  #key: SigningKey | null = null
  #since = 0
  #finding: string | null = null

  constructor(parts: { tables: AuditTables; database: WritableDatabase; folder: string; log: Logger }) {
    this.#tables = parts.tables
    this.#database = parts.database
    this.#folder = parts.folder
    this.#log = parts.log
    const head = parts.tables.lastHead()
    const keys = readKeys(parts.folder)
    const fitting = keys.find(key => key.n === head?.n && key.publicKey === head.publicKey)
    if (head && fitting) {
      this.#key = fitting
      this.#since = head.seq
    } else if (head) this.#finding = 'The key that signed this log is gone or is another log’s.'
    else if (keys.some(key => key.n > 0))
      this.#finding = 'The log that the key of this folder signed is gone.'
  }

  /** What is not as it was left, in words, and from which entry on; null where all fits. */
  finding(end: End): { seq: number; words: string } | null {
    const from = (seq: number, words: string) => ({ seq: Math.max(1, seq), words })
    if (this.#finding !== null) return from((this.#tables.lastHead()?.seq ?? 0) + 1, this.#finding)
    if (this.#key === null)
      return end.seq > 0 ? from(1, 'There are entries, and nothing of them is signed.') : null
    const tip = this.#tables.tip()
    if (!tip) return end.seq > 0 ? from(end.seq + 1, 'The signed end of the log is missing.') : null
    if (tip.seq > end.seq)
      return from(end.seq + 1, `The log was cut off after entry ${end.seq}; its signed end is ${tip.seq}.`)
    if (tip.seq < end.seq)
      return from(
        tip.seq + 1,
        `Entries after ${tip.seq}, the signed end of the log, were added by somebody else.`,
      )
    if (tip.n !== this.#key.n || !isSigned(tipText(tip), tip.signature, this.#key.publicKey))
      return from(end.seq, 'The signature of the end of the log is not the last key’s.')
    return tip.hash === end.hash
      ? null
      : from(this.#since + 1, `The last entry, ${end.seq}, is not the one that was signed.`)
  }

  /** After which entry the present key's time began. */
  get since(): number {
    return this.#since
  }

  /** The present key's public half and number. */
  current(): { n: number; publicKey: string } | null {
    return this.#key ? { n: this.#key.n, publicKey: this.#key.publicKey } : null
  }

  /** The present key, made where there is none yet; `end` is the last entry that is stored. Not inside a transaction. */
  key(end: End, atMs: number): SigningKey {
    if (this.#key) return this.#key
    // Signed by itself: for a log that had another key before, a verification names this place.
    const key = newSigningKey((this.#tables.lastHead()?.n ?? -1) + 1)
    writeKeys(this.#folder, [key])
    this.#database.durable(() => {
      this.#tables.addHead({ n: key.n, ...end, atMs, publicKey: key.publicKey }, key)
      if (end.seq > 0) this.#tables.setTip(end, atMs, key)
    })
    this.#key = key
    this.#since = end.seq
    return key
  }

  /** The next key takes over; nothing where the present one has signed nothing yet. */
  renew(end: End, atMs: number): void {
    const present = this.#key
    if (!present || end.seq === this.#since) return
    const next = newSigningKey(present.n + 1)
    // Both are there until the database is on the disk with the new one; whichever it names is the key.
    writeKeys(this.#folder, [present, next])
    this.#database.durable(() => {
      this.#tables.addHead({ n: next.n, ...end, atMs, publicKey: next.publicKey }, present)
      this.#tables.setTip(end, atMs, next)
    })
    this.#key = next
    this.#since = end.seq
    writeKeys(this.#folder, [next])
    this.#log.debug({ n: next.n, seq: end.seq }, 'the audit log’s key was renewed')
  }
}
