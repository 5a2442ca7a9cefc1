import type { AnyAuthMethod, Prompt, SignCallback, SigningRequestOptions } from 'ssh2'
import { type RouteText, saying } from '../../../../shared/route.ts'
import { AppError } from '../../../../shared/errors.ts'
import type { StageClock } from '../deadline.ts'
import { printable } from '../facts.ts'
import { sha256Fingerprint } from '../hostKeys/fingerprint.ts'
import { AnsweredTooLate, type Asker, unanswered } from './asker.ts'
import { gatherIdentities, type Identity } from './identities.ts'
import type { KeyRing } from './keyRing.ts'
import type { Hop } from './route.ts'
import { BaseAgent } from './ssh2.ts'

/** The order OpenSSH tries methods in, as far as ssh2 has them. */
const defaultOrder = ['publickey', 'keyboard-interactive', 'password'] as const
const ROUNDS_MAX = 20

/** What one authentication needs of its connection. */
export interface AuthContext {
  hop: Hop
  asker: Asker
  ring: KeyRing
  clock: StageClock
  signal: AbortSignal
  /** True once the connection is gone. */
  lost(): boolean
  /** Ends the connection with this error. */
  fail(error: unknown): void
}

/** One attempt as told in an error's data; never a secret. */
export interface AuthAttempt {
  method: string
  subject: string
}

/** The same, with the name of the credential that the key is of. */
type Attempt = AuthAttempt & { credential?: string | undefined }

/**
 * The conversation by which a person is let in: offers what there is in OpenSSH's order, asks for
 * what is missing, and never tries a secret more often than it was given.
 */
export class Authentication {
  readonly attempts: Attempt[] = []
  readonly #context: AuthContext
  #identities: Identity[] | undefined
  readonly #problems: AppError[] = []
  readonly #used = new Map<string, number>()
  readonly #spent = new Set<string>()
  #methods: readonly string[] = []
  /** Key files being opened: behind many hosts one waits for the passphrase that another is asked for. */
  #opening = 0

  constructor(context: AuthContext) {
    this.#context = context
  }

  /** What the server accepted last. */
  get acceptedBy(): RouteText | null {
    const last = this.attempts.at(-1)
    if (last === undefined) return null
    const { method, subject, credential } = last
    if (credential !== undefined) return saying('ofCredential', { method, name: credential })
    return subject === '' ? method : `${method}: ${subject}`
  }

  /** The next attempt; `left` is null at the beginning. Throws the final `AppError` when nothing is left. */
  async next(left: readonly string[] | null): Promise<AnyAuthMethod> {
    const { user } = this.#context.hop
    if (left === null) {
      this.attempts.push({ method: 'none', subject: '' })
      return { type: 'none', username: user }
    }
    if (this.attempts.at(-1)?.method === 'none') this.attempts.pop()
    this.#methods = left
    for (const method of this.#order()) {
      if (!left.includes(method)) continue
      const attempt = await this.#attempt(method)
      if (attempt !== null) return attempt
    }
    throw this.#exhausted()
  }

  #order(): readonly string[] {
    const { settings } = this.#context.hop
    const allowed: Record<string, boolean> = {
      publickey: settings.publicKey,
      'keyboard-interactive': settings.keyboardInteractive,
      password: settings.password,
    }
    return (settings.preferredAuthentications?.value ?? defaultOrder).filter(method => allowed[method])
  }

  async #attempt(method: string): Promise<AnyAuthMethod | null> {
    if (method === 'publickey') return this.#publicKey()
    const tries = this.#used.get(method) ?? 0
    if (tries >= this.#context.hop.settings.passwordPrompts || this.#spent.has(method)) return null
    this.#used.set(method, tries + 1)
    return method === 'password' ? this.#password(tries > 0) : this.#keyboard(tries > 0)
  }

  async #publicKey(): Promise<AnyAuthMethod | null> {
    const { hop, ring, signal, asker } = this.#context
    if (this.#identities === undefined) {
      const gathered = await gatherIdentities(hop, ring, signal, asker.keys())
      this.#identities = gathered.identities
      this.#problems.push(...gathered.problems)
    }
    for (;;) {
      const identity = this.#identities.shift()
      if (identity === undefined) return null
      const ask = (again: boolean) => this.#passphrase(identity, again)
      const blob = await this.#untimed(identity, () => identity.unlock(ask, hop.settings.passwordPrompts))
      if (blob === null) continue
      this.attempts.push({ method: 'publickey', subject: identity.label, credential: identity.credential })
      const agent = new OneKeyAgent(blob, (data, hash) => this.#sign(identity, data, hash))
      return { type: 'agent', username: hop.user, agent }
    }
  }

  /** Called once the server has said that this key would do. */
  async #sign(identity: Identity, data: Buffer, hash: string | undefined): Promise<Buffer | null> {
    const { hop, signal } = this.#context
    try {
      const ask = (again: boolean) => this.#passphrase(identity, again)
      const tries = hop.settings.passwordPrompts
      return await this.#untimed(identity, () => identity.sign(data, hash, ask, tries, signal))
    } catch (error) {
      // ssh2 takes an error here for a key that won't do; this one means another connection, with the answer.
      if (error instanceof AnsweredTooLate) this.#context.fail(error)
      if (!(error instanceof AppError) || error.code !== 'agent.unreachable') throw error
      this.#problems.push(error)
      return null
    }
  }

  /** Work on a key for which the server's clock stands still: somebody may be thinking. */
  async #untimed<T>(identity: Identity, work: () => Promise<T>): Promise<T> {
    const { clock } = this.#context
    const opening = identity.origin === 'file' ? 1 : 0
    clock.pause()
    this.#opening += opening
    try {
      return await work()
    } finally {
      this.#opening -= opening
      clock.resume()
    }
  }

  async #passphrase(identity: Identity, again: boolean): Promise<string | null> {
    const { hop } = this.#context
    const answers = await this.#ask({
      kind: 'passphrase',
      endpoint: hop.endpoint,
      jump: hop.jump,
      subject: identity.label,
      instruction: identity.blob === null ? '' : sha256Fingerprint(identity.blob),
      prompts: [{ text: `Passphrase of ${identity.label}`, echo: false }],
      again,
    })
    if (answers !== null) return answers[0] ?? ''
    this.#problems.push(
      new AppError(
        'key.passphrase',
        `The key ${identity.label} is encrypted and its passphrase was not given.`,
        {
          next: 'Give the passphrase, or load the key into an agent with ssh-add.',
          data: { stage: 'authentication', endpoint: hop.endpoint, subject: identity.label },
        },
      ),
    )
    return null
  }

  async #password(again: boolean): Promise<AnyAuthMethod> {
    const { hop } = this.#context
    const request = {
      kind: 'password' as const,
      endpoint: hop.endpoint,
      jump: hop.jump,
      subject: hop.user,
      instruction: '',
      prompts: [{ text: `Password of ${hop.user} on ${hop.endpoint}`, echo: false }],
      again,
    }
    const answers = await this.#ask(request)
    if (answers === null) throw unanswered(request)
    this.attempts.push({ method: 'password', subject: hop.user })
    return { type: 'password', username: hop.user, password: answers[0] ?? '' }
  }

  #keyboard(again: boolean): AnyAuthMethod {
    const { hop } = this.#context
    // Until a prompt has come there is nothing that asking again could mend.
    this.#spent.add('keyboard-interactive')
    this.attempts.push({ method: 'keyboard-interactive', subject: hop.user })
    let rounds = 0
    const prompt = (
      name: string,
      instructions: string,
      _lang: string,
      prompts: Prompt[],
      finish: (answers: string[]) => void,
    ) => {
      if (++rounds > ROUNDS_MAX) this.#context.fail(this.#failed('The server does not stop asking.'))
      else this.#answer(name, instructions, prompts, again && rounds === 1, finish)
    }
    return { type: 'keyboard-interactive', username: hop.user, prompt }
  }

  #answer(
    name: string,
    instructions: string,
    prompts: Prompt[],
    again: boolean,
    finish: (answers: string[]) => void,
  ): void {
    const { hop, clock, fail, lost } = this.#context
    this.#spent.delete('keyboard-interactive')
    const request = {
      kind: 'keyboardInteractive' as const,
      endpoint: hop.endpoint,
      jump: hop.jump,
      subject: hop.user,
      instruction: [name, instructions].filter(text => text !== '').join('\n'),
      prompts: prompts.map(one => ({ text: printable(one.prompt), echo: one.echo ?? false })),
      again,
    }
    this.#ask(request)
      .then(answers => {
        if (answers === null) fail(unanswered(request))
        else if (!lost()) {
          clock.start(hop.deadlines.authenticationMs)
          finish(answers)
        }
      })
      .catch(fail)
  }

  async #ask(request: Parameters<Asker['secret']>[0]): Promise<string[] | null> {
    const { asker, clock, lost } = this.#context
    clock.pause()
    try {
      return await asker.secret(request, lost)
    } finally {
      clock.resume()
    }
  }

  /** The error for an end of the conversation that the server chose; `refused` where it said so itself. */
  endedByServer(words: string, refused: boolean): AppError {
    const { endpoint } = this.#context.hop
    if (this.#opening > 0) {
      // No refusal, so it is tried again by itself: by then the key may be open.
      return new AppError('ssh.failed', `${endpoint} hung up while a key waited for its passphrase.`, {
        next: 'Give the passphrase where it is asked for; this host is tried again by itself.',
        data: this.#data(),
      })
    }
    const keys = this.attempts.filter(one => one.method === 'publickey').length
    return this.#failed(
      `${this.#context.hop.endpoint} ended the login: ${words}`,
      keys > 2
        ? `${keys} keys were offered before the right one could be; name the right key file, with IdentitiesOnly.`
        : undefined,
      refused,
    )
  }

  #exhausted(): AppError {
    const { hop } = this.#context
    const locked = this.#problems.find(problem => problem.code === 'key.passphrase')
    if (locked !== undefined) return locked
    if (this.attempts.length > 0) {
      return this.#failed(`${hop.endpoint} did not let ${hop.user} in.`)
    }
    const [problem] = this.#problems
    if (problem !== undefined) return problem
    const accepts = this.#methods.map(method => printable(method, 40)).join(', ') || 'nothing'
    return new AppError(
      'auth.noMethod',
      `${hop.endpoint} accepts ${accepts}, and there is nothing to offer.`,
      {
        next: 'Name a key file for this host, or start an agent and load a key with ssh-add.',
        data: this.#data(),
      },
    )
  }

  #failed(message: string, next?: string, refused = true): AppError {
    const { hop } = this.#context
    const tried = this.attempts.map(one => one.method)
    return new AppError('auth.failed', message, {
      next:
        next ??
        (tried.includes('publickey') && !tried.includes('password')
          ? `Add one of the offered keys to ~/.ssh/authorized_keys of ${hop.user} there, or name another key.`
          : 'Check the user name and the password.'),
      data: { ...this.#data(), refused },
    })
  }

  #data(): Record<string, unknown> {
    return {
      stage: 'authentication',
      endpoint: this.#context.hop.endpoint,
      jump: this.#context.hop.jump,
      user: this.#context.hop.user,
      methods: this.#methods.slice(0, 16).map(method => printable(method, 40)),
      attempts: this.attempts.map(({ method, subject }): AuthAttempt => ({ method, subject })),
      problems: this.#problems.map(problem => problem.message),
    }
  }
}

/** Offers exactly one key, and signs only when the server has asked for it. */
class OneKeyAgent extends BaseAgent<Buffer> {
  readonly #blob: Buffer
  readonly #signer: (data: Buffer, hash: string | undefined) => Promise<Buffer | null>

  constructor(blob: Buffer, signer: (data: Buffer, hash: string | undefined) => Promise<Buffer | null>) {
    super()
    this.#blob = blob
    this.#signer = signer
  }

  override getIdentities(callback: (error: Error | null, keys?: Buffer[]) => void): void {
    callback(null, [this.#blob])
  }

  override sign(
    _key: Buffer,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    callback?: SignCallback,
  ): void {
    const hash = typeof options === 'function' ? undefined : options.hash
    const tell = typeof options === 'function' ? options : callback
    this.#signer(data, hash).then(
      signature => {
        if (signature === null) tell?.(new Error('the key stays locked'))
        else tell?.(null, signature)
      },
      (error: unknown) => tell?.(error instanceof Error ? error : new Error('signing failed')),
    )
  }
}
