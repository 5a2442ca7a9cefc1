import { AppError } from '../../../../shared/errors.ts'
import type { Keychain } from '../types.ts'
import { type KeychainAsk, KeychainTold } from './messages.ts'

/** A process that has not begun by then never will: a busy computer takes its time to start one. */
const START_MS = 20_000
/** A keychain that takes longer to say that it holds nothing is not there. */
const PROBE_MS = 3_000
/** A locked one asks its person first. */
const PERSON_MS = 120_000
/** Taking out what opens nothing any more waits for nobody. */
const REMOVE_MS = 10_000
/** One that was silent is not asked again for this long. */
const SILENCE_MS = 10_000
const WORDS_MAX = 300

/** A process that is asked one question. */
export interface KeychainProcess {
  send(ask: KeychainAsk): void
  /** Whatever it tells, as it came. */
  onTold(listener: (told: unknown) => void): void
  /** It ended, or never began. */
  onEnded(listener: () => void): void
  /** Ends it, whatever it is doing. */
  kill(): void
}

/** Its words are ours where `why` is told, the library's otherwise. */
class Refusal extends Error {
  override name = 'Refusal'
  readonly why: 'silent' | 'ended' | null
  constructor(words: string, why: Refusal['why'] = null) {
    super(`The operating system’s keychain can’t be used: ${words}`)
    this.why = why
  }
}

const silent = () => new Refusal('it does not answer.', 'silent')
const ended = () => new Refusal('it ended while it was asked.', 'ended')

/**
 * The operating system's keychain, each question in a process of its own: the library that asks it waits without an
 * end where a keychain hangs, and no thread of this process could be freed of that.
 */
export class ProcessKeychain implements Keychain {
  readonly #service: string
  readonly #start: () => KeychainProcess
  readonly #underWay = new Set<() => void>()
  #silentUntil = Number.NEGATIVE_INFINITY
  #closed = false

  /** `service`: under which name the operating system lists the entries. */
  constructor(service: string, start: () => KeychainProcess) {
    this.#service = service
    this.#start = start
  }

  async unavailable(): Promise<string | null> {
    try {
      await this.#ask({ act: 'probe', name: '' })
      return null
    } catch (error) {
      return wordsOf(error)
    }
  }

  async get(name: string): Promise<Buffer | null> {
    const held = await this.#translated({ act: 'get', name })
    return held && Buffer.from(held.buffer, held.byteOffset, held.byteLength)
  }

  async set(name: string, secret: Uint8Array): Promise<void> {
    await this.#translated({ act: 'set', name, secret })
  }

  async remove(name: string): Promise<void> {
    await this.#translated({ act: 'remove', name })
  }

  close(): void {
    this.#closed = true
    for (const giveUp of this.#underWay) giveUp()
  }

  async #translated(ask: Omit<KeychainAsk, 'service'>): Promise<Uint8Array | null> {
    try {
      return await this.#ask(ask)
    } catch (error) {
      const why = error instanceof Refusal ? error.why : null
      throw new AppError('keychain.unavailable', wordsOf(error), {
        next: 'Use the passphrase.',
        ...(why === null ? {} : { data: { why } }),
        cause: error,
      })
    }
  }

  async #ask(ask: Omit<KeychainAsk, 'service'>): Promise<Uint8Array | null> {
    if (this.#closed) throw ended()
    if (performance.now() < this.#silentUntil) throw silent()
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array | null>()
    const child = this.#start()
    const giveUp = () => reject(ended())
    this.#underWay.add(giveUp)
    const isAway = () => {
      this.#silentUntil = performance.now() + SILENCE_MS
      reject(silent())
    }
    let timer = setTimeout(isAway, START_MS)
    const within = (limitMs: number, late: () => void) => {
      clearTimeout(timer)
      timer = setTimeout(late, limitMs)
    }
    child.onEnded(giveUp)
    child.onTold(message => {
      const told = KeychainTold.safeParse(message)
      if (!told.success) reject(new Refusal('its answer can’t be understood.'))
      else if ('failed' in told.data) reject(new Refusal(told.data.failed.slice(0, WORDS_MAX)))
      else if ('done' in told.data) resolve(told.data.done)
      else if ('asking' in told.data) within(PROBE_MS, isAway)
      else within(ask.act === 'remove' ? REMOVE_MS : PERSON_MS, () => reject(silent()))
    })
    try {
      child.send({ ...ask, service: this.#service })
      return await promise
    } finally {
      clearTimeout(timer)
      this.#underWay.delete(giveUp)
      child.kill()
    }
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof Refusal) return error.message
  return new Refusal(error instanceof Error ? error.message.slice(0, WORDS_MAX) : String(error)).message
}
