export { fingerprint, randomart, sha256Fingerprint } from './hostKeys/fingerprint.ts'
export { JumpPool } from './jumpPool.ts'
export { describeTarget, openTransport } from './open.ts'
export * from './types.ts'
