/** While libvirt is opened anew with other rights: whoever wants to act waits for that. */
export class Reopening {
  #underWay: PromiseWithResolvers<void> | null = null

  get isUnderWay(): boolean {
    return this.#underWay !== null
  }

  begin(): void {
    this.#underWay ??= Promise.withResolvers()
  }

  /** It is open again, or won't be. */
  end(): void {
    this.#underWay?.resolve()
    this.#underWay = null
  }

  /** Resolves when it has ended, at once where nothing is under way; rejects with the signal's reason. */
  async ended(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    const { promise: aborted, resolve } = Promise.withResolvers<void>()
    const onAbort = () => resolve()
    signal?.addEventListener('abort', onAbort, { once: true })
    try {
      await Promise.race([this.#underWay?.promise, aborted])
    } finally {
      signal?.removeEventListener('abort', onAbort)
    }
    signal?.throwIfAborted()
  }
}
