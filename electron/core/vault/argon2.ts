import { hashRaw } from '@node-rs/argon2'
import { type DoorKey, KEY_BYTES, wipe } from './keys.ts'
import type { Argon2Cost } from './types.ts'

/** The least that a derivation costs, whatever is stored or asked for: 64 MiB, 3 passes. */
export const costFloor: Argon2Cost = { memoryKib: 65_536, passes: 3 }
/** The most: a row that says more was changed by somebody who wants the memory gone. */
export const costCeiling: Argon2Cost = { memoryKib: 1_048_576, passes: 16 }

export const SALT_BYTES = 16
/** More at a time would only make each slower and take its memory besides. */
const AT_A_TIME = 2
/** `Algorithm.Argon2id` and `Version.V0x13`, whose enums can't be imported one file at a time. */
const ARGON2ID = 2
const VERSION_13 = 1

/** The dearer of two in each respect. */
export const dearer = (a: Argon2Cost, b: Argon2Cost): Argon2Cost => ({
  memoryKib: Math.max(a.memoryKib, b.memoryKib),
  passes: Math.max(a.passes, b.passes),
})

export const sameCost = (a: Argon2Cost, b: Argon2Cost): boolean =>
  a.memoryKib === b.memoryKib && a.passes === b.passes

/** Neither below the floor nor above the ceiling. */
export const isAllowed = (cost: Argon2Cost): boolean =>
  sameCost(dearer(cost, costFloor), cost) && sameCost(dearer(cost, costCeiling), costCeiling)

/** Passphrases to keys by Argon2id (RFC 9106, version 0x13, one lane), off the loop, two at a time. */
export class Derivations {
  readonly #hash: typeof hashRaw
  #running = 0
  readonly #waiting: (() => void)[] = []

  constructor(hash: typeof hashRaw = hashRaw) {
    this.#hash = hash
  }

  /** The passphrase is taken in Unicode's form C. Rejects with the signal's reason where it had to wait too long. */
  async derive(
    passphrase: string,
    salt: Uint8Array,
    cost: Argon2Cost,
    signal?: AbortSignal,
  ): Promise<DoorKey> {
    await this.#turn()
    const password = Buffer.from(passphrase.normalize('NFC'))
    try {
      signal?.throwIfAborted()
      const key = await this.#hash(password, {
        algorithm: ARGON2ID,
        version: VERSION_13,
        memoryCost: cost.memoryKib,
        timeCost: cost.passes,
        parallelism: 1,
        outputLen: KEY_BYTES,
        salt,
      })
      return key as DoorKey
    } finally {
      wipe(password)
      this.#running--
      this.#waiting.shift()?.()
    }
  }

  async #turn(): Promise<void> {
    while (this.#running >= AT_A_TIME) await new Promise<void>(resolve => this.#waiting.push(resolve))
    this.#running++
  }
}
