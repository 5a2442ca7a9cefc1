import { z } from 'zod'

/** What a keychain's process is asked, once in its life. */
export interface KeychainAsk {
  act: 'probe' | 'get' | 'set' | 'remove'
  /** Under which name the operating system lists the entries. */
  service: string
  name: string
  /** What `set` stores. */
  secret?: Uint8Array
}

/** What it tells: that it has begun to ask, that the keychain answers at all, then how it ended, in the library's words where it failed. */
export const KeychainTold = z.union([
  z.strictObject({ asking: z.literal(true) }),
  z.strictObject({ there: z.literal(true) }),
  z.strictObject({ done: z.instanceof(Uint8Array).nullable() }),
  z.strictObject({ failed: z.string() }),
])
export type KeychainTold = z.infer<typeof KeychainTold>
