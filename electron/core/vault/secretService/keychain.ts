import { z } from 'zod'
import type { Keychain } from '../types.ts'
import { BusError, SessionBus } from './bus.ts'
import { LockedError, NoKeyringError, reasonOf, SilentError, unavailable } from './reasons.ts'

const SECRETS = 'org.freedesktop.secrets'
const SERVICE_PATH = '/org/freedesktop/secrets'
const SERVICE = 'org.freedesktop.Secret.Service'
const COLLECTION = 'org.freedesktop.Secret.Collection'
const ITEM = 'org.freedesktop.Secret.Item'
const PROMPT = 'org.freedesktop.Secret.Prompt'
/** No object: no prompt is needed, no collection is the default one. */
const NONE = '/'
/** Is emptied when its person signs out of the computer. */
const SESSION_COLLECTION = '/org/freedesktop/secrets/collection/session'
const LABEL = 'NovaCron: unlocks the vault'

/** A program of the same computer that takes longer is frozen. */
const ANSWER_MS = 3_000
/** A locked keyring asks its person first. */
const PERSON_MS = 120_000
/** One that said nothing is not waited for again so soon. */
const SILENCE_MS = 10_000

const Path = z.tuple([z.string()])
const Session = z.tuple([z.unknown(), z.string()])
const Found = z.tuple([z.array(z.string()), z.array(z.string())])
const Unlocked = z.tuple([z.array(z.string()), z.string()])
const Created = z.tuple([z.string(), z.string()])
const Secret = z.tuple([z.tuple([z.string(), z.instanceof(Buffer), z.instanceof(Buffer), z.string()])])
const Completed = z.tuple([z.boolean(), z.unknown()])
const Owner = z.tuple([z.string(), z.string(), z.string()])

/** How long it may take, and whether that is up. */
interface Limit {
  readonly signal: AbortSignal
  /** A person is being asked from here on. */
  forPerson(): void
}

/**
 * Keeps small secrets in whatever Secret Service answers on the user's D-Bus session, each as an item of its default
 * keyring. Never blocks a thread and never waits without an end, whatever bus and service do; after `close` it waits
 * for nothing any more. `account` of an item is `service`'s attribute `username`.
 */
export function secretServiceKeychain(service: string, env: NodeJS.ProcessEnv = process.env): Keychain {
  const closing = new AbortController()
  let silentUntil = Number.NEGATIVE_INFINITY

  async function run<T>(work: (session: SecretSession) => Promise<T>): Promise<T> {
    if (performance.now() < silentUntil) throw new SilentError('it did not answer just now')
    const late = new AbortController()
    let timer = setTimeout(() => {
      silentUntil = performance.now() + SILENCE_MS
      late.abort(new SilentError('no answer'))
    }, ANSWER_MS)
    const limit: Limit = {
      signal: AbortSignal.any([late.signal, closing.signal]),
      forPerson() {
        clearTimeout(timer)
        timer = setTimeout(() => late.abort(new LockedError('nobody unlocked it')), PERSON_MS)
      },
    }
    try {
      using bus = await SessionBus.open(env, limit.signal)
      return await work(await SecretSession.open(bus, service, limit))
    } finally {
      clearTimeout(timer)
    }
  }
  const translated = <T>(work: (session: SecretSession) => Promise<T>): Promise<T> =>
    run(work).catch((error: unknown) => {
      throw unavailable(error)
    })

  return {
    async unavailable() {
      try {
        await run(session => session.keyring())
        return null
      } catch (error) {
        return reasonOf(error)
      }
    },
    get: name => translated(session => session.get(name)),
    set: (name, secret) => translated(session => session.set(name, secret)),
    remove: name => translated(session => session.remove(name)),
    close: () => closing.abort(new Error('NovaCron ends.')),
  }
}

/** What is asked of the service over one connection. The secrets go over it as they are: it is a socket of this user. */
class SecretSession {
  readonly #bus: SessionBus
  readonly #service: string
  readonly #limit: Limit
  readonly #session: string

  private constructor(bus: SessionBus, service: string, limit: Limit, session: string) {
    this.#bus = bus
    this.#service = service
    this.#limit = limit
    this.#session = session
  }

  static async open(bus: SessionBus, service: string, limit: Limit): Promise<SecretSession> {
    const opened = await bus.call({
      destination: SECRETS,
      path: SERVICE_PATH,
      interface: SERVICE,
      member: 'OpenSession',
      signature: 'sv',
      body: ['plain', { signature: 's', value: '' }],
    })
    return new SecretSession(bus, service, limit, Session.parse(opened)[1])
  }

  /** The default keyring. Throws `NoKeyringError`. */
  async keyring(): Promise<string> {
    const [path] = Path.parse(
      await this.#call(SERVICE_PATH, SERVICE, 'ReadAlias', { signature: 's', body: ['default'] }),
    )
    if (path === NONE || path === SESSION_COLLECTION) throw new NoKeyringError('no default keyring')
    return path
  }

  async get(name: string): Promise<Buffer | null> {
    const { unlocked, locked } = await this.#find(name)
    const [item = locked[0]] = unlocked
    if (item === undefined) return null
    if (unlocked.length === 0) await this.#unlock(item)
    const answer = await this.#call(item, ITEM, 'GetSecret', { signature: 'o', body: [this.#session] })
    return Secret.parse(answer)[0][2]
  }

  async set(name: string, secret: Uint8Array): Promise<void> {
    const keyring = await this.keyring()
    await this.#unlock(keyring)
    const answer = await this.#call(keyring, COLLECTION, 'CreateItem', {
      signature: 'a{sv}(oayays)b',
      body: [
        [
          [`${ITEM}.Label`, { signature: 's', value: LABEL }],
          [`${ITEM}.Attributes`, { signature: 'a{ss}', value: this.#attributes(name) }],
        ],
        [this.#session, Buffer.alloc(0), secret, 'application/octet-stream'],
        true,
      ],
    })
    const [item, prompt] = Created.parse(answer)
    if (item === NONE) await this.#prompt(prompt)
  }

  /** What lies in a locked keyring stays there: nobody is asked for it. */
  async remove(name: string): Promise<void> {
    const { unlocked, locked } = await this.#find(name)
    for (const item of unlocked) {
      const [prompt] = Path.parse(await this.#call(item, ITEM, 'Delete'))
      if (prompt !== NONE) await this.#prompt(prompt)
    }
    if (locked.length > 0) throw new LockedError('locked')
  }

  async #find(name: string): Promise<{ unlocked: string[]; locked: string[] }> {
    const answer = await this.#call(SERVICE_PATH, SERVICE, 'SearchItems', {
      signature: 'a{ss}',
      body: [this.#attributes(name)],
    })
    const [unlocked, locked] = Found.parse(answer)
    return { unlocked, locked }
  }

  /** Nothing to do where it is open; otherwise whoever sits there is asked. */
  async #unlock(path: string): Promise<void> {
    const answer = await this.#call(SERVICE_PATH, SERVICE, 'Unlock', { signature: 'ao', body: [[path]] })
    const [unlocked, prompt] = Unlocked.parse(answer)
    if (unlocked.includes(path)) return
    if (prompt === NONE) throw new LockedError('it can’t be unlocked')
    await this.#prompt(prompt)
  }

  async #prompt(path: string): Promise<void> {
    const done = Promise.withResolvers<void>()
    // Heard below, where it is waited for; it may come while the bus is still being asked to tell of it.
    done.promise.catch(() => undefined)
    await this.#bus.listen(
      `type='signal',interface='${PROMPT}',member='Completed',path='${path}'`,
      message => {
        if (message.path !== path || message.member !== 'Completed') return
        const completed = Completed.safeParse(message.body)
        if (completed.success && !completed.data[0]) done.resolve()
        else done.reject(new LockedError('dismissed'))
      },
    )
    await this.#bus.listen(
      `type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg0='${SECRETS}'`,
      message => {
        const owner = message.member === 'NameOwnerChanged' ? Owner.safeParse(message.body) : undefined
        if (owner?.data?.[0] === SECRETS && owner.data[2] === '')
          done.reject(new BusError('org.freedesktop.DBus.Error.NoReply', ''))
      },
    )
    this.#limit.forPerson()
    await this.#call(path, PROMPT, 'Prompt', { signature: 's', body: [''] })
    await Promise.race([done.promise, this.#bus.ended])
  }

  #attributes(name: string): [string, string][] {
    return [
      ['service', this.#service],
      ['username', name],
    ]
  }

  #call(
    path: string,
    on: string,
    member: string,
    {
      signature = '',
      body = [],
    }: { signature?: string; body?: Parameters<SessionBus['call']>[0]['body'] } = {},
  ): Promise<unknown[]> {
    return this.#bus.call({ destination: SECRETS, path, interface: on, member, signature, body })
  }
}
