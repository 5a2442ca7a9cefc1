import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const digest = (text: string) => createHash('sha256').update(text).digest()
const same = (a: string, b: string) => timingSafeEqual(digest(a), digest(b))
/** Longest description of a browser that is kept, characters. */
const BROWSER_MAX = 200
/** A browser that neither asks nor has a window for this long is signed out. */
const IDLE_MS = 12 * 3_600_000
/** However busy it is, a browser comes by a new link after this long. */
const ABSOLUTE_MS = 30 * 24 * 3_600_000
/** Tokens and tickets that may be tried in a window of time; more are refused unseen. */
const TRIES = 20
const TRIES_MS = 10_000

/** A browser that signed in; its secret is nowhere in here. */
export interface SignedIn {
  /** Its name for ending it. */
  readonly id: string
  readonly openedAtMs: number
  lastSeenMs: number
  readonly browser: string | null
}

/** What a browser came by: its cookie, and the key that its pages keep where no other origin reads it. */
export interface Bought {
  /** A Set-Cookie value. */
  readonly cookie: string
  readonly pageKey: string
}

/** The protocol that a page's socket speaks; its key stands beside it. */
export const SOCKET_PROTOCOL = 'novacron'

/**
 * Who may talk to the loopback server: the start link's token works once and buys a session cookie;
 * every request must name exactly this host and, for a socket, come from this origin. A second cookie proves
 * which person signed in, and is worth nothing without the first. A browser shows its cookies to every port of this
 * computer, so a socket needs more: a key that only pages of this very origin keep.
 */
export class LoopbackAccess {
  readonly #host: string
  readonly #cookieName: string
  readonly #personCookieName: string
  #token: string | null = randomBytes(32).toString('base64url')
  readonly #sessions = new Map<string, SignedIn>()
  readonly #pageKeys = new WeakMap<SignedIn, Buffer>()
  readonly #tries = { link: [] as number[], ticket: [] as number[] }

  /** `port` is part of the cookies' names because cookies are shared by all ports of a host. */
  constructor(port: number) {
    this.#host = `127.0.0.1:${port}`
    this.#cookieName = `novacron_${port}`
    this.#personCookieName = `novacron_person_${port}`
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

  /** A request that changes something comes from a script of this very origin: the browser itself says so. */
  isOwnScript(request: IncomingMessage): boolean {
    const { headers } = request
    return (
      this.originAllowed(request) &&
      headers['sec-fetch-site'] === 'same-origin' &&
      headers['content-type'] === 'application/json'
    )
  }

  /**
   * Counts a try at a token or ticket; false where there were too many just now. Each is counted by itself: any
   * page of the web can try links, and must not keep anybody from trading a ticket by that.
   */
  mayTry(what: 'link' | 'ticket', nowMs = performance.now()): boolean {
    const tries = this.#tries[what]
    while (tries[0] !== undefined && nowMs - tries[0] > TRIES_MS) tries.shift()
    if (tries.length >= TRIES) return false
    tries.push(nowMs)
    return true
  }

  /** Spends the token; null when it is wrong or spent. */
  exchange(token: string, browser?: string, nowMs = Date.now()): Bought | null {
    if (this.#token === null || !same(token, this.#token)) return null
    this.#token = null
    const session = randomBytes(32).toString('base64url')
    const pageKey = randomBytes(32).toString('base64url')
    const signedIn: SignedIn = {
      id: randomUUID(),
      openedAtMs: nowMs,
      lastSeenMs: nowMs,
      browser: browser === undefined ? null : browser.slice(0, BROWSER_MAX),
    }
    this.#sessions.set(digest(session).toString('hex'), signedIn)
    this.#pageKeys.set(signedIn, digest(pageKey))
    return { cookie: `${this.#cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`, pageKey }
  }

  /** The cookie that proves which person signed in here, as a Set-Cookie value. */
  personCookie(token: string, maxAgeMs: number): string {
    const seconds = Math.floor(maxAgeMs / 1000)
    return `${this.#personCookieName}=${token}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${seconds}`
  }

  /** What the request's cookie says of the person; null where it carries none. */
  personToken(request: IncomingMessage): string | null {
    return cookies(request, this.#personCookieName)[0] ?? null
  }

  /** The session whose cookie the request carries, seen now; null where it carries none. */
  signedIn(request: IncomingMessage, nowMs = Date.now()): SignedIn | null {
    for (const value of cookies(request, this.#cookieName)) {
      const found = this.#sessions.get(digest(value).toString('hex'))
      if (found === undefined || isOver(found, nowMs)) continue
      found.lastSeenMs = nowMs
      return found
    }
    return null
  }

  /** Whether a socket that is asked for comes from a page of this session: it names the page's key. */
  isOwnPage(request: IncomingMessage, session: SignedIn): boolean {
    const key = this.#pageKeys.get(session)
    const named = (request.headers['sec-websocket-protocol'] ?? '').split(',').map(each => each.trim())
    return key !== undefined && named.some(each => timingSafeEqual(digest(each), key))
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

  /** Browsers whose time is up; one with a window is seen by that. They are still there until `end`. */
  expired(connected: ReadonlySet<string>, nowMs = Date.now()): string[] {
    for (const session of this.#sessions.values()) if (connected.has(session.id)) session.lastSeenMs = nowMs
    return [...this.#sessions.values()].flatMap(session => (isOver(session, nowMs) ? [session.id] : []))
  }
}

const isOver = ({ openedAtMs, lastSeenMs }: SignedIn, nowMs: number): boolean =>
  nowMs - openedAtMs > ABSOLUTE_MS || nowMs - lastSeenMs > IDLE_MS

/** Values of every cookie of this name, as the request carries them. */
function cookies(request: IncomingMessage, name: string): string[] {
  return (request.headers.cookie ?? '').split(';').flatMap(part => {
    const [key, value] = part.trim().split('=', 2)
    return key === name && value ? [value] : []
  })
}
