import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const digest = (text: string) => createHash('sha256').update(text).digest()
const same = (a: string, b: string) => timingSafeEqual(digest(a), digest(b))
/** Longest description of a browser that is kept, characters. */
const BROWSER_MAX = 200

/** A browser that signed in; its secret is nowhere in here. */
export interface SignedIn {
  /** Its name for ending it. */
  readonly id: string
  readonly openedAtMs: number
  lastSeenMs: number
  readonly browser: string | null
}

/**
 * Who may talk to the loopback server: the start link's token works once and buys a session cookie;
 * every request must name exactly this host and, for a socket, come from this origin.
 */
export class LoopbackAccess {
  readonly #host: string
  readonly #cookieName: string
  #token: string | null = randomBytes(32).toString('base64url')
  readonly #sessions = new Map<string, SignedIn>()

  /** `port` is part of the cookie's name because cookies are shared by all ports of a host. */
  constructor(port: number) {
    this.#host = `127.0.0.1:${port}`
    this.#cookieName = `novacron_${port}`
  }

  /** The address that signs in once. */
  get link(): string {
    return `http://${this.#host}/?token=${this.#token ?? ''}`
  }

  /** Makes a fresh one-time link (the former one stops working). */
  renewLink(): string {
    this.#token = randomBytes(32).toString('base64url')
    return this.link
  }

  /** The Host header must be ours to the letter; anything else is DNS rebinding or a mistake. */
  hostAllowed(request: IncomingMessage): boolean {
    return request.headers.host === this.#host
  }

  /** Only pages of this very origin may open a socket. */
  originAllowed(request: IncomingMessage): boolean {
    return request.headers.origin === `http://${this.#host}`
  }

  /** Spends the token: a Set-Cookie value, or null when it is wrong or spent. */
  exchange(token: string, browser?: string, nowMs = Date.now()): string | null {
    if (this.#token === null || !same(token, this.#token)) return null
    this.#token = null
    const session = randomBytes(32).toString('base64url')
    this.#sessions.set(digest(session).toString('hex'), {
      id: randomUUID(),
      openedAtMs: nowMs,
      lastSeenMs: nowMs,
      browser: browser === undefined ? null : browser.slice(0, BROWSER_MAX),
    })
    return `${this.#cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`
  }

  /** The session whose cookie the request carries, seen now; null where it carries none. */
  signedIn(request: IncomingMessage, nowMs = Date.now()): SignedIn | null {
    for (const part of (request.headers.cookie ?? '').split(';')) {
      const [name, value] = part.trim().split('=', 2)
      const found =
        name === this.#cookieName && value ? this.#sessions.get(digest(value).toString('hex')) : undefined
      if (found === undefined) continue
      found.lastSeenMs = nowMs
      return found
    }
    return null
  }

  /** Every session, the newest first. */
  sessions(): readonly SignedIn[] {
    return [...this.#sessions.values()].reverse()
  }

  /** Makes a session's cookie worthless; false where there is no such session. */
  end(id: string): boolean {
    for (const [key, session] of this.#sessions) if (session.id === id) return this.#sessions.delete(key)
    return false
  }
}
