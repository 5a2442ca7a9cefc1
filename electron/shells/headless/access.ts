import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const digest = (text: string) => createHash('sha256').update(text).digest()
const same = (a: string, b: string) => timingSafeEqual(digest(a), digest(b))

/**
 * Who may talk to the loopback server: the start link's token works once and buys a session cookie;
 * every request must name exactly this host and, for a socket, come from this origin.
 */
export class LoopbackAccess {
  readonly #host: string
  readonly #cookieName: string
  #token: string | null = randomBytes(32).toString('base64url')
  readonly #sessions = new Set<string>()

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
  exchange(token: string): string | null {
    if (this.#token === null || !same(token, this.#token)) return null
    this.#token = null
    const session = randomBytes(32).toString('base64url')
    this.#sessions.add(digest(session).toString('hex'))
    return `${this.#cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`
  }

  /** Whether the request carries a session's cookie. */
  signedIn(request: IncomingMessage): boolean {
    for (const part of (request.headers.cookie ?? '').split(';')) {
      const [name, value] = part.trim().split('=', 2)
      if (name === this.#cookieName && value && this.#sessions.has(digest(value).toString('hex'))) return true
    }
    return false
  }
}
