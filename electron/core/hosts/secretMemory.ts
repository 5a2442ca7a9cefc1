import type { HostId } from '../../../shared/ids.ts'
import type { SecretRequest } from '../transport/index.ts'

/** What identifies a question across attempts: who asks for what, in which words. */
export type SecretKey = string

type Asked = Pick<SecretRequest, 'kind' | 'endpoint' | 'subject' | 'prompts'>

/** The key of a request; a passphrase belongs to its file, whichever host needs it. */
export function secretKey(request: Asked): SecretKey {
  if (request.kind === 'passphrase') return JSON.stringify(['passphrase', request.subject])
  const { kind, endpoint, subject, prompts } = request
  return JSON.stringify([kind, endpoint, subject, prompts.map(prompt => prompt.text)])
}

/** True for what may be used again by itself: not for what looks like a one-time code. */
export function isReusable(request: Asked): boolean {
  if (request.kind !== 'keyboardInteractive') return true
  const [prompt, ...others] = request.prompts
  return prompt !== undefined && others.length === 0 && !prompt.echo && /passw/i.test(prompt.text)
}

/**
 * Secrets that got a host in, kept in memory so that a reconnect needs no person. Nothing is stored or
 * logged; a host's are gone when it is disconnected or a secret is refused.
 */
export class SecretMemory {
  readonly #answers = new Map<SecretKey, { answers: string[]; holders: Set<HostId> }>()

  /** The answer that worked before, or null. Passphrases are shared by the hosts that use the key file. */
  recall(hostId: HostId, request: Asked): string[] | null {
    const entry = this.#answers.get(secretKey(request))
    if (entry === undefined) return null
    if (request.kind !== 'passphrase' && !entry.holders.has(hostId)) return null
    return [...entry.answers]
  }

  /** Keeps an answer after it got the host in. */
  keep(hostId: HostId, key: SecretKey, answers: string[]): void {
    const holders = this.#answers.get(key)?.holders ?? new Set()
    this.#answers.set(key, { answers: [...answers], holders: holders.add(hostId) })
  }

  /** A secret was refused: nobody uses it again. */
  drop(key: SecretKey): void {
    this.#answers.delete(key)
  }

  /** Forgets what only this host still needed. */
  forget(hostId: HostId): void {
    for (const [key, entry] of this.#answers) {
      entry.holders.delete(hostId)
      if (entry.holders.size === 0) this.#answers.delete(key)
    }
  }

  /** Forgets everything. */
  clear(): void {
    this.#answers.clear()
  }

  /** How many secrets are held. */
  get size(): number {
    return this.#answers.size
  }
}
