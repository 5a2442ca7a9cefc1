import type { PersonId } from '../../../shared/ids.ts'
import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'
import type { Store } from '../store/index.ts'
import { isOfStore } from '../vault/errors.ts'
import { type OwnKey, type PublicKey, wipe } from '../vault/keys.ts'
import { keysOf, type OpenKeys } from '../vault/ring.ts'
import { installationId } from '../vault/tables/installation.ts'
import {
  follows,
  keyOf,
  nextLink,
  readDocument,
  type RegisterDocument,
  type Stored,
  writeDocument,
} from './document.ts'
import { absent, broken, foreign, pinBroken, rolledBack, stripped } from './errors.ts'
import { COVERS_KEY, type Difference, differences, type Fact, putBack, readFacts } from './facts.ts'
import { managersOf, ownersOf, publicKeysOf } from './managers.ts'
import { noPin, oldPin, type Pin, Pins } from './pins.ts'
import { Seals } from './seals.ts'
import { type AuthoritySecret, newAuthority } from './signing.ts'

/** What the register tells of itself. */
export type RegisterEvent =
  /** Signed for the first time: of a new folder, or of one that an older version made. */
  | { type: 'begun'; personId: PersonId; adopted: boolean }
  /** From now on policies are signed, and where credentials go is sealed: of this many hosts. */
  | { type: 'covered'; hosts: number }
  /** The key that signs was made anew: somebody lost it, or has other keys. */
  | { type: 'rotated' }
  /** Rows were not as signed; they are again. */
  | { type: 'putBack'; wrong: readonly Difference[]; facts: readonly Fact[] }

/**
 * The signed register of people, public keys and rights. Rows are what the program reads; the register says whether
 * they are as somebody who manages people left them, and how they were. It is verified when the folder is opened,
 * before each change and when somebody signs in, never at a question of rights. See docs/vault.md.
 */
export class Register {
  readonly #store: Store
  readonly #clock: Clock
  readonly #log: Logger
  readonly #pins: Pins
  readonly #seals: Seals
  readonly #told: RegisterEvent[] = []
  #stored: Stored
  #keys: ReadonlyMap<PersonId, string> = new Map()
  #listener: ((event: RegisterEvent) => void) | null = null
  #present: () => readonly OpenKeys[] = () => []
  #isChanging = false

  /** Verifies what is stored; rows that are not as signed are put back. */
  constructor({ store, clock, log }: { store: Store; clock: Clock; log: Logger }) {
    this.#store = store
    this.#clock = clock
    this.#log = log
    this.#pins = new Pins(store.database)
    this.#seals = new Seals(store.database)
    this.#stored = readDocument(store.database, this.#installation)
    if (this.#stored.state === 'signed') this.#hold(this.#stored.document)
    this.check()
    if (this.#stored.state === 'broken')
      log.error('the signed register of people and rights is not as signed')
  }

  /** The rings that may sign: those that were let in. */
  useRings(present: () => readonly OpenKeys[]): void {
    this.#present = present
  }

  /** Told of everything from the start on, once there is somebody to tell. */
  tell(listener: (event: RegisterEvent) => void): void {
    this.#listener = listener
    for (const event of this.#told.splice(0)) listener(event)
  }

  /** The register as it holds now; null for a folder without one. */
  get current(): RegisterDocument | null {
    return this.#stored.state === 'signed' ? this.#stored.document : null
  }

  /** Whether a change could be stored now: nothing is signed here, or somebody is there who can. */
  get canChange(): boolean {
    const opened = this.current && this.#open(this.current)
    if (opened) wipe(opened)
    return this.#stored.state === 'none' || opened !== null
  }

  /** Whether policies, and where credentials go, are signed here; in a folder of before they are once an owner has come. */
  get isCovered(): boolean {
    return this.current?.facts.some(([kind]) => kind === 'covers') === true
  }

  /** Whether an owner is there who may take policies, and where credentials go, for good as they are. */
  get canCover(): boolean {
    const { current } = this
    if (current === null || this.isCovered || !this.canChange) return false
    const owners = ownersOf(current.facts)
    return this.#present().some(ring => owners.includes(ring.personId))
  }

  /** Signs them from now on, once; `hosts` have where their credentials go sealed by now. */
  cover(hosts: number): void {
    this.change(() => this.#writeCovers())
    this.#emit({ type: 'covered', hosts })
  }

  /** Whether this is the person's public key by the register; any is where there is none. */
  trusts(personId: PersonId, publicKey: PublicKey): boolean {
    return this.current === null || this.#keys.get(personId) === publicKey.toString('hex').toUpperCase()
  }

  /** Puts back what is not as signed: all rows, or nothing of them. */
  check(): void {
    const { current } = this
    if (!current) return
    const wrong = differences(current.facts, readFacts(this.#store.database))
    if (wrong.length === 0) return
    this.#store.database.durable(() => putBack(this.#store.database, wrong))
    this.#log.error(
      { rows: wrong.map(({ kind, signed, found }) => [kind, (signed ?? found)?.[1]]) },
      'people or rights were changed outside NovaCron; they are again as signed',
    )
    this.#emit({ type: 'putBack', wrong, facts: current.facts })
  }

  /**
   * Does something to people or rights and signs what came of it, all or nothing; nests. `AppError` register.absent
   * where something that counts is another afterwards and nobody is there who can sign, register.refused where
   * nothing that is stored can be trusted.
   */
  change<T>(work: () => T): T {
    if (this.#isChanging) return work()
    if (this.#stored.state === 'none') return this.#store.database.durable(work)
    const { current } = this
    if (!current) throw broken()
    this.#isChanging = true
    try {
      const { done, next } = this.#store.database.durable(() => {
        this.check()
        return { done: work(), next: this.#signed(current) }
      })
      this.#took(current, next)
      return done
    } finally {
      this.#isChanging = false
    }
  }

  /**
   * Before a ring may be used: holds the register against what its person knows of it, and notes what they have seen.
   * A folder without one is signed where they own it; what is due of the key is done. `AppError` register.refused.
   */
  admit(ring: OpenKeys): void {
    const { personId } = ring
    const own = keysOf(ring)
    const pin = this.#pins.read(personId, own.ownKey)
    if (pin === null || (pin === undefined && own.pinned)) throw pinBroken()
    if (this.#stored.state === 'broken') throw broken()
    const { current } = this
    if (pin?.key != null) {
      if (!current) throw stripped()
      if (!follows(current, pin.key)) throw foreign()
      if (current.version < pin.version) throw rolledBack(current.version, pin.version)
    }
    try {
      this.check()
      if (current) this.#settle(ring, current, pin)
      else if (ownersOf(readFacts(this.#store.database)).includes(personId))
        this.#begin(ring, pin?.old === true)
    } catch (error) {
      if (!isOfStore(error)) throw error
      this.#log.error({ err: error }, 'the register could not be written; the next sign-in tries again')
    }
  }

  /** What somebody knows of it who gets keys now, within the caller's transaction. */
  pinNew(personId: PersonId, ownKey: OwnKey): void {
    this.#pins.write(personId, ownKey, this.#pin())
  }

  /** For keys of before there were pins: from now on their doors say that there has to be one. */
  pinOld(personId: PersonId, ownKey: OwnKey): void {
    if (!this.#pins.has(personId)) this.#pins.write(personId, ownKey, oldPin)
  }

  get #installation(): string {
    return installationId(this.#store.database) ?? ''
  }

  #writeCovers(): void {
    this.#store.settings.set(COVERS_KEY, ['destinations', 'policies'])
  }

  #pin(): Pin {
    const { current } = this
    return current ? pinOf(current) : noPin
  }

  #hold(document: RegisterDocument): void {
    this.#stored = { state: 'signed', document }
    this.#keys = publicKeysOf(document.facts)
  }

  /** The secret out of the first ring that holds it and may: of somebody who manages people by what is signed. */
  #open(current: RegisterDocument, coming?: OpenKeys): AuthoritySecret | null {
    const managers = managersOf(current.facts, this.#clock.nowMs())
    for (const ring of [...(coming ? [coming] : []), ...this.#present()]) {
      const secret = managers.includes(ring.personId) ? this.#seals.open(ring, keyOf(current)) : null
      if (secret) return secret
    }
    return null
  }

  /** The first register, of what is stored now. */
  #begin(ring: OpenKeys, adopted: boolean): void {
    const { secret, publicKey } = newAuthority()
    const document = (): RegisterDocument => ({
      format: 'novacron.register/1',
      installation: this.#installation,
      version: 0,
      chain: [{ n: 0, key: publicKey, signature: '' }],
      holders: [],
      facts: readFacts(this.#store.database),
    })
    try {
      this.#hold(
        this.#store.database.durable(() => {
          // A folder of before may have hosts whose credentials' ways nobody has sealed yet.
          if (!adopted) this.#writeCovers()
          return this.#write(document(), secret, [ring])
        }),
      )
    } finally {
      wipe(secret)
    }
    this.#emit({ type: 'begun', personId: ring.personId, adopted })
  }

  /** Does for whoever comes, and for the key, what is due; notes what they have seen. */
  #settle(ring: OpenKeys, current: RegisterDocument, pin: Pin | undefined): void {
    const opened = this.#open(current, ring)
    const due = opened && this.#isDue(current, ring)
    let next = current
    try {
      if (!due && pin?.key === keyOf(current).key && pin.version === current.version) return
      this.#store.database.durable(() => {
        if (opened && due) next = this.#write(current, opened, [ring, ...this.#present()])
        else this.#pins.write(ring.personId, keysOf(ring).ownKey, pinOf(current))
      })
    } finally {
      if (opened) wipe(opened)
    }
    this.#took(current, next)
  }

  /** Somebody holds the key who is not to, or the other way round. */
  #isDue(current: RegisterDocument, ring: OpenKeys): boolean {
    const wanted = this.#wanted(current.facts)
    if (wanted.length !== current.holders.length || wanted.some(id => !current.holders.includes(id)))
      return true
    if (!wanted.includes(ring.personId)) return false
    const own = this.#seals.open(ring, keyOf(current))
    if (own) wipe(own)
    return own === null
  }

  /** Whom the key is to be sealed to: those who manage people and have keys. */
  #wanted(facts: readonly Fact[]): PersonId[] {
    const keys = publicKeysOf(facts)
    return managersOf(facts, this.#clock.nowMs()).filter(id => keys.has(id))
  }

  /** What is stored now, signed; the present one where nothing in it is another. */
  #signed(current: RegisterDocument): RegisterDocument {
    const facts = readFacts(this.#store.database)
    if (differences(current.facts, facts).length === 0) return current
    const opened = this.#open(current)
    if (!opened) throw absent()
    try {
      return this.#write({ ...current, facts }, opened, this.#present())
    } finally {
      wipe(opened)
    }
  }

  /** Signs, stores and seals the next version, by a new key where somebody lost the present one; within the caller's transaction. */
  #write(before: RegisterDocument, secret: AuthoritySecret, rings: readonly OpenKeys[]): RegisterDocument {
    const { database } = this.#store
    const wanted = this.#wanted(before.facts)
    const keys = publicKeysOf(before.facts)
    const isLost = before.holders.some(id => !wanted.includes(id) || keys.get(id) !== this.#keys.get(id))
    const next = { ...before, version: before.version + 1, holders: wanted }
    let signing = { n: keyOf(before).n, secret }
    if (isLost && wanted.length > 0) {
      const made = newAuthority()
      signing = { n: signing.n + 1, secret: made.secret }
      next.chain = [...before.chain, nextLink(before.installation, signing.n, made.publicKey, secret)]
      this.#seals.clear()
    }
    for (const id of wanted)
      this.#seals.put(id, Buffer.from(keys.get(id) ?? '', 'hex') as PublicKey, signing.n, signing.secret)
    writeDocument(database, next, signing.secret)
    if (signing.secret !== secret) wipe(signing.secret)
    for (const ring of rings)
      if (this.#pins.has(ring.personId)) this.#pins.write(ring.personId, keysOf(ring).ownKey, pinOf(next))
    return next
  }

  /** It is on the disk. */
  #took(before: RegisterDocument, now: RegisterDocument): void {
    if (before === now) return
    this.#hold(now)
    if (before.chain.length !== now.chain.length) this.#emit({ type: 'rotated' })
  }

  #emit(event: RegisterEvent): void {
    if (this.#listener) this.#listener(event)
    else this.#told.push(event)
  }
}

const pinOf = (document: RegisterDocument): Pin => ({ key: keyOf(document).key, version: document.version })
