import { AppError } from '../../../shared/errors.ts'
import type { Clock } from '../clock.ts'
import type { HostTransport } from '../transport/index.ts'

/** True for transports that are more than one stream to libvirt: only they can outlive one. */
export function hasShell(transport: HostTransport): boolean {
  return transport.kind === 'ssh' || transport.kind === 'openssh'
}

/** True when the transport has ended already. */
export async function hasEnded(transport: HostTransport): Promise<boolean> {
  const { promise: now, resolve } = Promise.withResolvers<boolean>()
  // Its end and the end of a stream on it may come in one turn of the loop.
  setImmediate(() => resolve(false))
  return Promise.race([transport.closed.then(() => true), now])
}

/**
 * Finds out whether a transport still lives while libvirt on it is silent. Any answer of the far sshd
 * proves it, also that it runs no commands; no answer proves nothing, since a login shell may be slow.
 */
export class TransportProof {
  readonly #transport: HostTransport
  readonly #clock: Clock
  readonly #end = new AbortController()
  readonly #alive = Promise.withResolvers<boolean>()
  #answered = false

  constructor(transport: HostTransport, clock: Clock) {
    this.#transport = transport
    this.#clock = clock
    void this.#ask()
  }

  /** True once the far sshd has answered. */
  get answered(): boolean {
    return this.#answered
  }

  /**
   * True on the first answer, false when the transport ends; after `patienceMs`, in which its own keepalive
   * would have ended a dead one, it counts as alive.
   */
  async verdict(patienceMs: number): Promise<boolean> {
    const cancel = this.#clock.after(patienceMs, () => this.#alive.resolve(true))
    try {
      return await Promise.race([this.#transport.closed.then(() => false), this.#alive.promise])
    } finally {
      cancel()
      this.close()
    }
  }

  /** Nobody waits for the verdict any more: it is false at once. */
  giveUp(): void {
    this.#alive.resolve(false)
    this.close()
  }

  /** Stops asking. */
  close(): void {
    this.#end.abort()
  }

  async #ask(): Promise<void> {
    try {
      await this.#transport.exec('true', { signal: this.#end.signal, maxBytes: 1_000 })
      this.#lives()
    } catch (error) {
      const refused = error instanceof AppError && /^(channel\.refused|transport\.noExec)$/.test(error.code)
      // Any other failure says nothing: the transport's end or the patience decides.
      if (refused) this.#lives()
    }
  }

  #lives(): void {
    this.#answered = true
    this.#alive.resolve(true)
  }
}
