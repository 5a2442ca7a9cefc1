import { hash } from 'node:crypto'
import type { AuditDraft } from './types.ts'

/** What stands before the first entry. */
export const genesisHash = '0'.repeat(64)

/** Names the encoding; another one would be another name. */
export const entryFormat = 'novacron.audit/1'

/** JSON with the keys of every object in code-unit order and nothing between the parts; undefined is left out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(item => canonicalJson(item ?? null)).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`)
    return `{${parts.join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}

/** An entry as it is stored and hashed: everything but its place and time. */
export const entryText = (draft: AuditDraft): string => canonicalJson(draft)

/** SHA-256 (hexadecimal) that binds an entry to its place, its time and everything before it. */
export const entryHash = (previous: string, seq: number, atMs: number, text: string): string =>
  hash('sha256', `${entryFormat}\n${previous}\n${seq}\n${atMs}\n${text}`, 'hex')
