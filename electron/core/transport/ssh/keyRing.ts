import { type KeyFile, type Signer, unlockKey } from './keyFile.ts'
import { unlockAside } from './keyWorker.ts'

/** Asks for a passphrase; `again` after a wrong one. Null when nobody has it. */
export type AskPassphrase = (again: boolean) => Promise<string | null>

/**
 * Unlocked keys, in memory only, so that one encrypted key behind many hosts is asked for once.
 * Hosts that need the same key at the same time wait for one another.
 */
export class KeyRing {
  readonly #unlocked = new Map<string, { modifiedMs: number; signer: Signer & { blob: Buffer } }>()
  readonly #turns = new Map<string, Promise<unknown>>()

  /** The signer of a key file; asks at most `tries` times. Null when it stays locked. */
  async unlock(
    file: KeyFile,
    tries: number,
    ask: AskPassphrase,
  ): Promise<(Signer & { blob: Buffer }) | null> {
    const before = this.#turns.get(file.path)
    const turn = Promise.withResolvers<void>()
    this.#turns.set(file.path, turn.promise)
    try {
      await before
      return await this.#unlockInTurn(file, tries, ask)
    } finally {
      if (this.#turns.get(file.path) === turn.promise) this.#turns.delete(file.path)
      turn.resolve()
    }
  }

  /** Forgets every key. */
  clear(): void {
    this.#unlocked.clear()
  }

  /** Forgets what was unlocked under paths or ids that begin so. */
  forget(prefix: string): void {
    for (const path of [...this.#unlocked.keys()]) if (path.startsWith(prefix)) this.#unlocked.delete(path)
  }

  async #unlockInTurn(file: KeyFile, tries: number, ask: AskPassphrase) {
    const known = this.#unlocked.get(file.path)
    if (known !== undefined && known.modifiedMs === file.modifiedMs) return known.signer
    if (file.text === null) return null
    if (!file.encrypted) return this.#keep(file, unlockKey(file.text, undefined))
    for (let attempt = 0; attempt < tries; attempt++) {
      const passphrase = await ask(attempt > 0)
      if (passphrase === null) return null
      const signer = this.#keep(file, await unlockAside(file.text, passphrase))
      if (signer !== null) return signer
    }
    return null
  }

  #keep(file: KeyFile, signer: (Signer & { blob: Buffer }) | null) {
    if (signer !== null) this.#unlocked.set(file.path, { modifiedMs: file.modifiedMs, signer })
    return signer
  }
}
