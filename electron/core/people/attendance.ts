import type { HostId } from '../../../shared/ids.ts'
import type { HostRegistry } from '../hosts/index.ts'
import type { Policies } from '../policies/index.ts'
import type { People } from './people.ts'

/**
 * Hosts while nobody is there: they stay connected and watched, or by policy are let go, their secrets forgotten,
 * and come back with the first person.
 */
export class Attendance {
  readonly #people: Pick<People, 'isAttended'>
  readonly #registry: Pick<HostRegistry, 'list' | 'session' | 'forgetSecrets'>
  readonly #policies: Pick<Policies, 'get'>
  readonly #ends: (() => void)[]
  /** Hosts that were let go. */
  #away: HostId[] | null = null

  constructor(parts: {
    people: Pick<People, 'isAttended' | 'onPresence'>
    registry: Pick<HostRegistry, 'list' | 'session' | 'forgetSecrets'>
    policies: Pick<Policies, 'get' | 'onChange'>
  }) {
    this.#people = parts.people
    this.#registry = parts.registry
    this.#policies = parts.policies
    const review = () => this.review()
    this.#ends = [parts.people.onPresence(review), parts.policies.onChange(review)]
  }

  /** Lets go of the hosts, or takes them back, as it should be now. */
  review(): void {
    const stays = this.#people.isAttended || this.#policies.get().session.watchWhileLocked
    if (stays) this.#takeBack()
    else this.#letGo()
  }

  close(): void {
    for (const end of this.#ends) end()
  }

  #letGo(): void {
    const away = new Set(this.#away)
    for (const { id } of this.#registry.list()) {
      const session = this.#registry.session(id)
      if (session.state.phase === 'disconnected') continue
      session.disconnect()
      away.add(id)
    }
    this.#away = [...away]
    this.#registry.forgetSecrets()
  }

  #takeBack(): void {
    const away = this.#away
    if (away === null) return
    this.#away = null
    const known = new Set(this.#registry.list().map(({ id }) => id))
    for (const id of away) if (known.has(id)) this.#registry.session(id).connect()
  }
}
