export { JumpPool } from './jumpPool.ts'
export * from './types.ts'
