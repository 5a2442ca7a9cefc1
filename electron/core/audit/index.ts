import { join } from 'node:path'
import type {
  AuditEntry,
  AuditExportEvent,
  AuditFilter,
  AuditStatus,
  AuditVerdict,
} from '../../../shared/contract/audit.ts'
import type { FleetThing, Subject } from '../../../shared/models/access.ts'
import type { Permission } from '../../../shared/permissions.ts'
import type { Access } from '../access/types.ts'
import type { Clock } from '../clock.ts'
import type { HostDirectory, Inventory } from '../inventory/index.ts'
import type { Logger } from '../log.ts'
import type { Policies } from '../policies/index.ts'
import type { WritableDatabase } from '../store/database.ts'
import { databaseName } from '../store/folder.ts'
import type { Store } from '../store/index.ts'
import type { Tasks } from '../tasks/index.ts'
import { AuditAway } from './away.ts'
import { CallRecorder, type BegunCall, type EndCall } from './calls.ts'
import { exportPieces } from './export.ts'
import { AuditFollow } from './follow.ts'
import { AuditLog } from './log.ts'
import { Places } from './places.ts'
import { matches, newestFirst, oldestFirst, tracesOf } from './query.ts'
import { Retention } from './retention.ts'
import { Forward } from './syslog/forward.ts'
import type { AuditDraft, AuditSink } from './types.ts'
import { verifyLog } from './verify.ts'

export { carryAuditOver } from './carry.ts'
export type { BegunCall, EndCall } from './calls.ts'
export type { AuditDraft, AuditSink } from './types.ts'

/** What the audit follows once it is there. */
interface Followed {
  registry: Pick<HostDirectory, 'get' | 'sites' | 'onHost'>
  changes: Pick<Store['changes'], 'onTold'>
  inventory: Pick<Inventory, 'machine' | 'onEvent'>
  tasks: Pick<Tasks, 'onChange'>
  policies: Pick<Policies, 'get' | 'onChange'>
}

/** `core.audit`: writes what happened, follows what came of it, and reads, verifies, exports and prunes it. */
export class Audit implements AuditSink {
  readonly #log: AuditLog
  readonly #database: WritableDatabase
  readonly #path: string
  readonly #clock: Clock
  readonly #logger: Logger
  /** When the last entry before this start was written. */
  readonly #lastMs: number | null
  readonly #closing: (() => void)[] = []
  readonly #forward: Forward
  #policies: Followed['policies'] | null = null
  #calls: CallRecorder | null = null
  #started = false
  #closed = false

  constructor(parts: { database: WritableDatabase; folder: string; clock: Clock; log: Logger }) {
    this.#database = parts.database
    this.#path = join(parts.folder, databaseName)
    this.#clock = parts.clock
    this.#logger = parts.log
    this.#lastMs =
      parts.database.column<number>('SELECT at_ms FROM audit_entries ORDER BY seq DESC LIMIT 1')[0] ?? null
    this.#log = new AuditLog(parts)
    this.#forward = new Forward({
      log: this.#log,
      database: parts.database,
      clock: parts.clock,
      logger: parts.log,
    })
  }

  /** Begins to follow tasks, libvirt's events and the policies; once. */
  follow({ registry, inventory, tasks, policies, changes }: Followed): void {
    const clock = this.#clock
    this.#policies = policies
    const places = new Places({ registry, inventory })
    const calls = new CallRecorder({ sink: this, places, clock })
    this.#calls = calls
    const follow = new AuditFollow({ log: this.#log, clock, places, inventory, tasks })
    const away = new AuditAway({
      ...{ log: this.#log, database: this.#database, clock, places },
      ...{ registry, inventory, changes },
    })
    const days = () => policies.get().data.auditDays
    const retention = new Retention({
      log: this.#log,
      clock,
      logger: this.#logger,
      days,
      lastMs: this.#lastMs,
    })
    this.#closing.push(
      () => calls.close(),
      () => follow.close(),
      () => away.close(),
      () => retention.close(),
      policies.onChange((now, before) => {
        if (now.data.auditDays !== before.data.auditDays) retention.changed()
        if (this.#started) this.#forward.use(now.data.syslog)
      }),
    )
  }

  /** Begins to send entries where the policies say. */
  start(): void {
    this.#started = true
    this.#forward.use(this.#policies?.get().data.syslog ?? null)
  }

  record(draft: AuditDraft): void {
    this.#log.record(draft)
  }

  /** A call of the contract begins: every act and every refusal becomes an entry when its end is told. */
  begin(call: BegunCall): EndCall {
    return this.#calls?.begin(call) ?? (() => undefined)
  }

  /** One page, the newest first, of what the reader may read. */
  async list(
    access: Access,
    { before, limit, ...filter }: AuditFilter & { before?: number | undefined; limit: number },
    signal?: AbortSignal,
  ): Promise<{ entries: AuditEntry[]; more: boolean }> {
    const entries: AuditEntry[] = []
    const source = newestFirst(this.#database, filter, before ?? Number.MAX_SAFE_INTEGER, signal)
    for await (const entry of source) {
      if (!mayRead(access, entry)) continue
      if (entries.length === limit) return { entries, more: true }
      entries.push(entry)
    }
    return { entries, more: false }
  }

  /** Whether something was in the fleet, by what is written of it, and could have been seen there with `right`. */
  wasThere(access: Access, right: Permission, thing: FleetThing): boolean {
    this.#log.flush()
    return tracesOf(this.#database, thing).some(entry => maySee(access, right, entry))
  }

  /** Told of new entries that fit and that the reader may read. */
  onEntries(access: Access, filter: AuditFilter, cb: (entries: AuditEntry[]) => void): () => void {
    return this.#log.onWritten(written => {
      const entries = written.filter(entry => matches(entry, filter) && mayRead(access, entry))
      if (entries.length > 0) cb(entries)
    })
  }

  /** Holds the whole log against its chain and its signatures; see `verifyLog`. */
  async verify(anchor: { seq: number; hash: string } | null, signal?: AbortSignal): Promise<AuditVerdict> {
    this.#log.flush()
    return verifyLog(this.#path, { expected: this.#log.expectedKey(), anchor }, signal)
  }

  /** How many entries fit that the reader may read; looks no further than `most`. */
  async count(access: Access, filter: AuditFilter, most: number, signal?: AbortSignal): Promise<number> {
    let count = 0
    for await (const entry of oldestFirst(this.#database, filter, this.#log.lastSeq, signal))
      if (mayRead(access, entry) && ++count >= most) break
    return count
  }

  /** Everything that fits and that the reader may read, oldest first, up to what is the last entry now. */
  export(
    access: Access,
    { format, ...filter }: AuditFilter & { format: 'jsonl' | 'csv' },
    signal?: AbortSignal,
  ): AsyncGenerator<AuditExportEvent, void, void> {
    this.#log.flush()
    const { end } = this.#log
    const all = oldestFirst(this.#database, filter, end?.seq ?? 0, signal)
    const readable = async function* () {
      for await (const entry of all) if (mayRead(access, entry)) yield entry
    }
    const part = !access.unlimited && !access.may('audit.read', { kind: 'installation' })
    const nowMs = this.#clock.nowMs()
    return exportPieces(format, { entries: readable(), filter, part, nowMs, end })
  }

  status(): AuditStatus {
    return { lastSeq: this.#log.lastSeq, problem: this.#log.problem, forward: this.#forward.status() }
  }

  /** Writes what waits. Safe to call again. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    for (const close of this.#closing) close()
    await this.#forward.close()
    this.#log.close()
  }
}

/** What the entry is about; a host that is gone is judged by the site that it was in. */
const mayRead = (access: Access, entry: AuditEntry): boolean => maySee(access, 'audit.read', entry)

function maySee(access: Access, right: Permission, { machine, hostId, siteId }: AuditEntry): boolean {
  if (access.unlimited) return true
  const subjects: Subject[] = []
  if (machine) subjects.push({ kind: 'machine', key: machine })
  if (hostId) subjects.push({ kind: 'host', hostId })
  if (siteId) subjects.push({ kind: 'site', siteId })
  if (subjects.length === 0) subjects.push({ kind: 'installation' })
  return subjects.some(subject => access.may(right, subject))
}
