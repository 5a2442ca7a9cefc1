/** What a verification asks of SQLite; better-sqlite3's own shape. */
export interface ChainDatabase {
  prepare(sql: string): {
    raw(on: boolean): { iterate(...values: unknown[]): Iterable<unknown[]> }
    all(...values: unknown[]): unknown[]
    get(...values: unknown[]): unknown
  }
  exec(sql: string): unknown
}

/** What a verification asks of node:crypto. */
export type ChainCrypto = Pick<typeof import('node:crypto'), 'hash' | 'createPublicKey' | 'verify'>

export interface ChainOptions {
  /** The key that the running core signs with, or signed with a moment ago; null where it has not signed yet. */
  expected: { n: number; publicKey: string } | null
  /** An entry's hash as it was noted down elsewhere; null for none. */
  anchor: { seq: number; hash: string } | null
}

export interface ChainProblem {
  kind: 'edited' | 'deleted' | 'reordered' | 'truncated' | 'signature' | 'checkpoint'
  /** First entry that is concerned. */
  seq: number
  words: string
}

export interface ChainFinding {
  entries: number
  firstSeq: number | null
  lastSeq: number | null
  /** The last entry that was pruned; 0 for none. */
  prunedSeq: number
  /** Hash of the last entry: what to note down elsewhere. */
  lastHash: string | null
  problem: ChainProblem | null
  signedHeads: number
  /** The key that signed first (raw, base64url); null where nothing is signed. */
  root: string | null
  /** What became of the anchor; null where none was given. */
  anchor: 'fits' | 'differs' | 'pruned' | 'missing' | null
}

/**
 * Reads the whole log as of one moment and holds every entry, the order, every signature and both ends against
 * each other; names the first entry that does not fit. Everything that it needs is in its own body or its
 * parameters: its text is what the thread of `verify.ts` runs.
 */
export function verifyChain(
  database: ChainDatabase,
  crypto: ChainCrypto,
  options: ChainOptions,
): ChainFinding {
  type Head = {
    n: number
    seq: number
    hash: string
    atMs: number
    publicKey: string
    signature: string
  }
  type Tip = { n: number; seq: number; hash: string; atMs: number; signature: string }
  type Checkpoint = Tip & { reason: string }
  const genesis = '0'.repeat(64)
  const problems: ChainProblem[] = []
  const found = (kind: ChainProblem['kind'], seq: number, words: string): void => {
    problems.push({ kind, seq, words })
  }
  const hashOf = (previous: string, seq: number, atMs: number, text: string): string =>
    crypto.hash('sha256', `novacron.audit/1\n${previous}\n${seq}\n${atMs}\n${text}`, 'hex')
  const isSigned = (text: string, signature: string, publicKey: string): boolean => {
    try {
      const key = crypto.createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' })
      return crypto.verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'))
    } catch {
      // What is no key and no signature proves nothing.
      return false
    }
  }

  database.exec('BEGIN')
  const heads = database
    .prepare('SELECT n, seq, hash, at_ms atMs, public_key publicKey, signature FROM audit_heads ORDER BY n')
    .all() as Head[]
  const tip = database
    .prepare('SELECT n, seq, hash, at_ms atMs, signature FROM audit_tip WHERE id = 1')
    .get() as Tip | undefined
  const checkpoint = database
    .prepare('SELECT n, seq, hash, at_ms atMs, reason, signature FROM audit_checkpoint WHERE id = 1')
    .get() as Checkpoint | undefined

  // The keys: each named by the one before, none missing.
  const keys = new Map<number, string>()
  let before: Head | undefined
  for (const head of heads) {
    const text = `novacron.audit.head/1\n${head.n}\n${head.seq}\n${head.hash}\n${head.atMs}\n${head.publicKey}`
    const place = head.seq + 1
    if (head.n !== (before ? before.n + 1 : 0))
      found('signature', before ? before.seq + 1 : 1, `Signed head ${before ? before.n + 1 : 0} is missing.`)
    else if (isSigned(text, head.signature, before?.publicKey ?? head.publicKey)) {
      if (before && head.seq < before.seq)
        found('signature', place, `Signed head ${head.n} stands before the one that it follows.`)
    } else if (isSigned(text, head.signature, head.publicKey))
      found(
        'signature',
        place,
        `From entry ${place} on another key signs, which the key before did not name: what was signed between may be missing.`,
      )
    else found('signature', place, `The signature of head ${head.n}, at entry ${head.seq}, is not genuine.`)
    keys.set(head.n, head.publicKey)
    before = head
  }
  const lastHead = heads[heads.length - 1]
  const { expected } = options
  // A later one may have taken over since it was asked which one signs.
  if (expected && keys.get(expected.n) !== expected.publicKey)
    found(
      'signature',
      lastHead ? lastHead.seq + 1 : 1,
      'The key that NovaCron signs with is not among the signed heads: they were replaced or cut off.',
    )

  // Where the log begins.
  let lastGood = 0
  let previous = genesis
  let prunedSeq = 0
  if (checkpoint) {
    const { n, seq, hash, atMs, reason, signature } = checkpoint
    const text = `novacron.audit.checkpoint/1\n${n}\n${seq}\n${hash}\n${atMs}\n${reason}`
    if (isSigned(text, signature, keys.get(n) ?? '')) {
      prunedSeq = seq
      previous = hash
      lastGood = seq
    } else
      found(
        'checkpoint',
        seq + 1,
        'The checkpoint that explains the missing beginning has no genuine signature.',
      )
  }

  // The entries, the heads on the way.
  const marks = new Map(heads.filter(head => head.seq > prunedSeq).map(head => [head.seq, head.hash]))
  if (tip && !marks.has(tip.seq)) marks.set(tip.seq, tip.hash)
  let firstSeq: number | null = null
  let seq = prunedSeq
  let entries = 0
  let broken = false
  let changed = 0
  let anchor: ChainFinding['anchor'] = options.anchor ? 'missing' : null
  const rows = database
    .prepare('SELECT seq, at_ms, previous, hash, entry FROM audit_entries NOT INDEXED ORDER BY seq')
    .raw(true)
    .iterate() as Iterable<[number, number, string, string, string]>
  for (const [at, atMs, link, hash, text] of rows) {
    entries++
    firstSeq ??= at
    if (options.anchor?.seq === at) anchor = options.anchor.hash === hash ? 'fits' : 'differs'
    if (broken) {
      seq = at
      continue
    }
    if (at <= prunedSeq) {
      broken = true
      found('checkpoint', at, `Entry ${at} is there, though everything up to ${prunedSeq} was pruned.`)
    } else if (at !== seq + 1) {
      broken = true
      const unexplained = seq === 0 && checkpoint !== undefined
      const what = at === seq + 2 ? `Entry ${seq + 1} is` : `Entries ${seq + 1} to ${at - 1} are`
      found(
        unexplained ? 'checkpoint' : 'deleted',
        seq + 1,
        `${what} missing${unexplained ? ', and the checkpoint that should explain it is not genuine' : ''}.`,
      )
    } else if (hashOf(link, at, atMs, text) !== hash) {
      broken = true
      changed = at
      found('edited', at, `Entry ${at} is not what it was when it was written.`)
    } else if (link !== previous) {
      broken = true
      if (at === prunedSeq + 1)
        found(
          checkpoint ? 'checkpoint' : 'edited',
          at,
          `Entry ${at} does not follow what the ${checkpoint ? 'checkpoint says was pruned' : 'log begins with'}.`,
        )
      else found('edited', seq, `Entry ${seq} is not the one that entry ${at} was chained to.`)
    } else {
      const signed = marks.get(at)
      if (signed !== undefined && signed !== hash) {
        broken = true
        const first = lastGood + 1
        found(
          'edited',
          first,
          first === at
            ? `Entry ${at} is not the one that was signed.`
            : `One of the entries ${first} to ${at} was changed and the chain computed anew: entry ${at} is not the one that was signed.`,
        )
      } else if (signed !== undefined) lastGood = at
    }
    previous = hash
    seq = at
  }
  const lastSeq = entries === 0 ? null : seq
  const end = lastSeq ?? prunedSeq

  // Two that changed places: the bad one is, word for word, another one's.
  const first = problems.find(problem => problem.kind === 'edited' && problem.seq === changed)
  if (first) {
    const bad = database
      .prepare('SELECT at_ms atMs, previous, hash, entry FROM audit_entries WHERE seq = ?')
      .get(changed) as { atMs: number; previous: string; hash: string; entry: string } | undefined
    const others = database
      .prepare('SELECT seq, previous, hash FROM audit_entries NOT INDEXED')
      .raw(true)
      .iterate() as Iterable<[number, string, string]>
    if (bad)
      for (const [at, link, hash] of others) {
        // As the row of its old place tells, or as the row after its old place does.
        const moved =
          (at !== first.seq && hashOf(link, at, bad.atMs, bad.entry) === hash) ||
          (link === bad.hash &&
            at !== first.seq + 1 &&
            hashOf(bad.previous, at - 1, bad.atMs, bad.entry) === link)
        if (!moved) continue
        const home = link === bad.hash ? at - 1 : at
        first.kind = 'reordered'
        first.words = `Entry ${first.seq} is the one that was written as ${home}.`
        break
      }
  }

  // Where the log ends.
  const signedTo = Math.max(tip?.seq ?? 0, ...heads.map(head => head.seq).slice(-1))
  if (signedTo > end)
    found(
      'truncated',
      end + 1,
      `The log ends with entry ${end}, and entry ${signedTo} was signed: the end is cut off.`,
    )
  if (!tip) {
    if (entries > 0 || heads.length > 0)
      found('signature', end + 1, 'The signed end of the log is missing: what came last may be cut off.')
  } else {
    const text = `novacron.audit.tip/1\n${tip.n}\n${tip.seq}\n${tip.hash}\n${tip.atMs}`
    if (!isSigned(text, tip.signature, keys.get(tip.n) ?? ''))
      found(
        'signature',
        Math.max(1, Math.min(tip.seq, end)),
        'The signature of the end of the log is not genuine.',
      )
    else if (tip.n !== lastHead?.n)
      found(
        'signature',
        tip.seq + 1,
        'The signed end of the log is an older one: what came after it may be cut off.',
      )
    else if (tip.seq < end)
      found('signature', tip.seq + 1, `Entries after ${tip.seq} were not signed: somebody else added them.`)
  }

  // What the core itself found when it opened the log; it stays in the chain.
  const told = database
    .prepare(
      `SELECT coalesce(entry ->> '$.parameters.seq', seq) seq, entry ->> '$.error' words FROM audit_entries WHERE act = 'audit.broken' ORDER BY audit_entries.seq LIMIT 1`,
    )
    .get() as { seq: number; words: string | null } | undefined
  if (told) found('signature', told.seq, `NovaCron found when it opened the log: ${told.words ?? ''}`)

  if (options.anchor && anchor === 'missing') {
    if (options.anchor.seq <= prunedSeq) anchor = 'pruned'
    else if (options.anchor.seq > end)
      found(
        'truncated',
        end + 1,
        `Entry ${options.anchor.seq}, which was noted down elsewhere, is not there.`,
      )
  } else if (options.anchor && anchor === 'differs')
    found(
      'edited',
      options.anchor.seq,
      `Entry ${options.anchor.seq} is not the one that was noted down elsewhere: it or one before it was changed.`,
    )
  database.exec('COMMIT')

  problems.sort((a, b) => a.seq - b.seq)
  return {
    entries,
    firstSeq,
    lastSeq,
    prunedSeq,
    lastHash: entries === 0 ? null : previous,
    problem: problems[0] ?? null,
    signedHeads: heads.length + (tip ? 1 : 0),
    root: heads[0]?.publicKey ?? null,
    anchor,
  }
}
