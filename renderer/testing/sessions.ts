import type { SessionState } from '../../shared/models/access.ts'

/** Several people use it, and nobody is signed in. */
export const signedOut: SessionState = {
  setUp: 'people',
  person: null,
  lockedName: null,
  vaultOpen: false,
  keychain: { available: false, reason: null, remembersMe: false },
  permissions: [],
  everywhere: [],
  elevation: null,
  idleLockMs: null,
}
