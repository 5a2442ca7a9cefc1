import type { Credential } from '../../shared/contract/credentials.ts'
import type { CredentialId } from '../../shared/ids.ts'
import type { Scope } from '../../shared/models/access.ts'
import { hostId, siteId } from './fleetData.ts'

/** Where the people of the made-up core hold their roles. */
export const siteGrants: readonly Scope[] = [
  { kind: 'site', siteId: siteId(1) },
  { kind: 'query', query: 'tag:qa or name:test-*' },
  { kind: 'host', hostId: hostId(2) },
]

const credential = (index: number, name: string, more: Partial<Credential>): Credential => ({
  id: `e0000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}` as CredentialId,
  name,
  kind: 'password',
  siteId: null,
  userName: null,
  fingerprint: null,
  createdAtMs: Date.now() - 9e9,
  changedAtMs: Date.now() - index * 9e8,
  changedBy: 'ada',
  usedBy: [],
  hiddenUsers: 0,
  refusedBy: [],
  usable: true,
  ...more,
})

/** A few credentials of every kind: one refused, one used by nobody, one whose key the person has not. */
export function credentialsOf(): Credential[] {
  return [
    credential(1, 'fleet key', {
      kind: 'privateKey',
      userName: 'novacron',
      fingerprint: 'SHA256:3p2vJqk5mHn0a7xwN4c1rT8bYd6eZf9gQhRsUuVvWxY',
      usedBy: [
        { kind: 'site', siteId: siteId(1), name: 'fra' },
        { kind: 'host', hostId: hostId(0), name: 'kvm1', inherited: true },
        { kind: 'host', hostId: hostId(1), name: 'kvm2', inherited: true },
      ],
    }),
    credential(2, 'lab root password', {
      siteId: siteId(3),
      userName: 'root',
      usedBy: [{ kind: 'host', hostId: hostId(2), name: 'kvm3', inherited: false }],
      refusedBy: [{ hostId: hostId(2), name: 'kvm3', atMs: Date.now() - 400_000 }],
    }),
    credential(3, 'tls of the edge', { kind: 'tlsClient', siteId: siteId(2), usable: false }),
    credential(4, 'key passphrase, nobody uses it yet', { kind: 'passphrase' }),
  ]
}
