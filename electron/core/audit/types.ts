import type { AuditEntry } from '../../../shared/contract/audit.ts'

/** An entry before it has its place in the chain. */
export type AuditDraft = Omit<AuditEntry, 'seq' | 'atMs'>

/** Where acts and refusals are told; the entry is on its way to the disk when this returns. */
export interface AuditSink {
  record(draft: AuditDraft): void
}
