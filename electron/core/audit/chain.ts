import type { WritableDatabase } from '../store/database.ts'
import { genesisHash } from './canonical.ts'
import {
  type CheckpointStatement,
  checkpointText,
  type HeadStatement,
  headText,
  signText,
  type TipStatement,
  tipText,
} from './statements.ts'
import type { SigningKey } from './keyFile.ts'

/** An entry ready to be stored. */
export interface ChainedEntry {
  seq: number
  atMs: number
  previous: string
  hash: string
  /** Canonical JSON. */
  text: string
}

type End = { seq: number; hash: string }

/** The audit tables; signed statements are made here and nowhere else. */
export class AuditTables {
  readonly #database: WritableDatabase

  constructor(database: WritableDatabase) {
    this.#database = database
  }

  /** The last entry, or the place before the first. */
  end(): End {
    return (
      this.#database.get<End>('SELECT seq, hash FROM audit_entries ORDER BY seq DESC LIMIT 1') ??
      this.checkpoint() ?? { seq: 0, hash: genesisHash }
    )
  }

  insert(entry: ChainedEntry): void {
    this.#database.insert(
      'INSERT INTO audit_entries (seq, at_ms, previous, hash, entry) VALUES (?, ?, ?, ?, ?)',
      entry.seq,
      entry.atMs,
      entry.previous,
      entry.hash,
      entry.text,
    )
  }

  lastHead(): HeadStatement | null {
    return (
      this.#database.get<HeadStatement>(
        'SELECT n, seq, hash, at_ms atMs, public_key publicKey FROM audit_heads ORDER BY n DESC LIMIT 1',
      ) ?? null
    )
  }

  /** The key that signed first; null before there is any. */
  root(): string | null {
    return this.#database.column<string>('SELECT public_key FROM audit_heads ORDER BY n LIMIT 1')[0] ?? null
  }

  addHead(head: HeadStatement, signer: SigningKey): void {
    this.#database.insert(
      'INSERT INTO audit_heads (n, seq, hash, at_ms, public_key, signature) VALUES (?, ?, ?, ?, ?, ?)',
      head.n,
      head.seq,
      head.hash,
      head.atMs,
      head.publicKey,
      signText(headText(head), signer.privateKey),
    )
  }

  tip(): (TipStatement & { signature: string }) | null {
    return (
      this.#database.get<TipStatement & { signature: string }>(
        'SELECT n, seq, hash, at_ms atMs, signature FROM audit_tip WHERE id = 1',
      ) ?? null
    )
  }

  setTip(end: End, atMs: number, signer: SigningKey): void {
    const tip = { n: signer.n, atMs, ...end }
    this.#database.run(
      'INSERT OR REPLACE INTO audit_tip (id, n, seq, hash, at_ms, signature) VALUES (1, ?, ?, ?, ?, ?)',
      tip.n,
      tip.seq,
      tip.hash,
      tip.atMs,
      signText(tipText(tip), signer.privateKey),
    )
  }

  checkpoint(): CheckpointStatement | null {
    return (
      this.#database.get<CheckpointStatement>(
        'SELECT n, seq, hash, at_ms atMs, reason FROM audit_checkpoint WHERE id = 1',
      ) ?? null
    )
  }

  /** Removes everything up to and with `seq`, and says so under signature; inside a transaction. */
  prune(seq: number, atMs: number, reason: string, signer: SigningKey): void {
    const [hash] = this.#database.column<string>('SELECT hash FROM audit_entries WHERE seq = ?', seq)
    if (hash === undefined) return
    const statement = { n: signer.n, seq, hash, atMs, reason }
    this.#database.run(
      'INSERT OR REPLACE INTO audit_checkpoint (id, n, seq, hash, at_ms, reason, signature) VALUES (1, ?, ?, ?, ?, ?, ?)',
      statement.n,
      statement.seq,
      statement.hash,
      statement.atMs,
      statement.reason,
      signText(checkpointText(statement), signer.privateKey),
    )
    this.#database.run('DELETE FROM audit_entries WHERE seq <= ?', seq)
  }

  /** The last of the entries before the oldest that is not older than `cutoffMs`, at most `limit` of them; 0 for none. */
  prunable(cutoffMs: number, limit: number): number {
    const oldest = this.#database.rows<[seq: number, atMs: number]>(
      'SELECT seq, at_ms FROM audit_entries ORDER BY seq LIMIT ?',
      limit + 1,
    )
    // The last entry stays, however old: the tip stands on it.
    const keep = oldest.findIndex(([, atMs]) => atMs >= cutoffMs)
    const index = (keep === -1 ? oldest.length - 1 : keep) - 1
    return oldest[index]?.[0] ?? 0
  }
}
