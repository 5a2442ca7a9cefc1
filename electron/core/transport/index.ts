export { JumpPool } from './jumpPool.ts'
export { openTransport } from './open.ts'
export * from './types.ts'
