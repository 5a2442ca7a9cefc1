import type { AuditEntry } from '../../../shared/contract/audit.ts'

/** Whose act something followed from, as the act's own entry says it; nobody where there is none. */
export const whoOf = (entry: AuditEntry | undefined): Partial<AuditEntry> => {
  if (!entry) return {}
  const { personId, person, role, elevated, sessionId, permission } = entry
  return { personId, person, role, elevated, sessionId, permission }
}
