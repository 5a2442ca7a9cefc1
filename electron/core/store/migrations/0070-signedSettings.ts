import type { Migration } from './migration.ts'

/**
 * Registers sign policies from here on, and where credentials go is sealed in the vault: a program of before would
 * take such a register for a damaged one. Who else trusts a host key is asked by its endpoint.
 */
export const signedSettings: Migration = {
  version: 70,
  up: database => database.exec('CREATE INDEX host_keys_by_endpoint ON host_keys (endpoint, sha256)'),
}
