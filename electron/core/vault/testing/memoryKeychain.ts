import { AppError } from '../../../../shared/errors.ts'
import type { Keychain } from '../types.ts'

/** A keychain of this process alone; `entries` is what it holds, `reason` (where set) why it can't be used. */
export class MemoryKeychain implements Keychain {
  readonly entries = new Map<string, Buffer>()
  reason: string | null = null
  /** What is asked for is answered after this, as one does that asks its person first. */
  until: Promise<void> = Promise.resolve()
  /** How often a secret was asked for. */
  asked = 0

  async unavailable(): Promise<string | null> {
    return this.reason
  }

  async get(name: string): Promise<Buffer | null> {
    this.#require()
    this.asked++
    await this.until
    const held = this.entries.get(name)
    return held ? Buffer.from(held) : null
  }

  async set(name: string, secret: Uint8Array): Promise<void> {
    this.#require()
    this.entries.set(name, Buffer.from(secret))
  }

  async remove(name: string): Promise<void> {
    this.#require()
    this.entries.delete(name)
  }

  #require(): void {
    if (this.reason !== null) throw new AppError('keychain.unavailable', this.reason)
  }
}
