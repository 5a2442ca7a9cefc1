import { AppError } from '../../../shared/errors.ts'
import type { HostId } from '../../../shared/ids.ts'
import { saying } from '../../../shared/route.ts'
import { unknownText } from '../../../shared/units.ts'
import type { PresentedHostKey } from '../transport/index.ts'
import { destinationOf, type HostDestination } from './destination.ts'
import type { HostPlan } from './plan.ts'
import type { NamedCredentials } from './namedCredentials.ts'
import type { ResolvedOptions } from './options.ts'
import type { HostDraft, HostRecords } from './records.ts'
import { planHost, type SshDefaults } from './target.ts'
import type { TrustedKeys } from './trustedKeys.ts'

/** Whether a host is to be opened read-only although nobody configured it so, and why. */
export interface ReadOnlyRule {
  readOnly: boolean
  code?: 'nobodyMay' | 'nobodyThere' | 'policy'
  /** The site that a policy names. */
  site?: string
}

/** Why libvirt is opened as it is. */
export interface ReadOnlyReason {
  code: 'configured' | 'writable' | NonNullable<ReadOnlyRule['code']>
  /** The site that a policy names. */
  site: string | null
}

/** How each host is reached, from its record, its sites, its pins and this installation's SSH defaults. */
export class HostWays {
  readonly #records: HostRecords
  readonly #keys: TrustedKeys
  readonly #ssh: SshDefaults
  /** Where named credentials come from; null where there are none. */
  credentials: NamedCredentials | null = null
  /** Which hosts nobody present may write to. */
  readOnlyRule: (id: HostId) => ReadOnlyRule = () => ({ readOnly: false })
  /** True where only keys accepted beforehand are trusted. */
  pinnedOnly: () => boolean = () => false

  constructor(records: HostRecords, keys: TrustedKeys, ssh: SshDefaults) {
    this.#records = records
    this.#keys = keys
    this.#ssh = ssh
  }

  /** Throws `AppError` where the host can't be reached as configured. */
  plan(id: HostId, quick = false): HostPlan {
    return planHost({
      ...this.#rules(this.#ruled(id)),
      uri: this.#records.need(id).uri,
      pinnedKeys: this.#keys.pins(id),
      quick,
    })
  }

  /** True where the daemon is to refuse every change: as configured, or as the rule says. */
  readOnly(id: HostId): boolean {
    return this.#ruled(id).options.readOnly
  }

  /** Why libvirt is opened read-only there, or that it isn't. */
  readOnlyReason(id: HostId): ReadOnlyReason {
    if (this.#records.options(id).options.readOnly) return { code: 'configured', site: null }
    const { readOnly, code = 'nobodyMay', site = null } = this.readOnlyRule(id)
    return readOnly ? { code, site } : { code: 'writable', site: null }
  }

  #ruled(id: HostId): ResolvedOptions {
    const resolved = this.#records.options(id)
    if (resolved.options.readOnly) return resolved
    const { readOnly, code = 'nobodyMay', site = unknownText } = this.readOnlyRule(id)
    if (!readOnly) return resolved
    return {
      options: { ...resolved.options, readOnly },
      sources: {
        ...resolved.sources,
        readOnly: { kind: 'rule', why: saying(code, code === 'policy' ? { site } : {}) },
      },
    }
  }

  #rules(resolved: ResolvedOptions) {
    const name = resolved.options.credential
    return {
      resolved,
      ssh: this.#ssh,
      pinnedOnly: this.pinnedOnly(),
      credential: name === undefined ? undefined : this.credentials?.describe(name),
    }
  }

  /** The same for a host that isn't stored. */
  draft(draft: HostDraft): HostPlan {
    return planHost({ ...this.#rules(this.#records.draftOptions(draft)), uri: draft.uri, pinnedKeys: [] })
  }

  /** Everything that decides how a host is reached, as one text that two ways can be compared by. */
  text(id: HostId): string {
    try {
      const { target, remoteUri, options, credential } = this.plan(id)
      return JSON.stringify([{ ...target, pinnedKeys: [] }, remoteUri, options.readOnly, credential])
    } catch (error) {
      if (error instanceof AppError) return `none: ${error.message}`
      throw error
    }
  }

  /** False for a daemon of this computer, and for one that can't be reached as configured. */
  overNetwork(id: HostId): boolean {
    try {
      return this.plan(id).target.kind !== 'local'
    } catch (error) {
      if (error instanceof AppError) return false
      throw error
    }
  }

  /** True for a new host key that needs no question. */
  accepted(id: HostId, key: PresentedHostKey): boolean {
    if (this.plan(id).acceptNewKeys) return true
    const { credentials } = this
    const isSecret = credentials !== null && this.destination(id) !== null
    return this.#keys.accepted(id, key, holder => !isSecret || credentials.destinations.isGood(holder))
  }

  /** Where its credential goes; null where it names none, or isn't there. */
  destination(id: HostId): HostDestination | null {
    const record = this.#records.get(id)
    if (record === undefined) return null
    const { options } = this.#records.options(id)
    if (options.credential === undefined) return null
    return destinationOf(record.uri, options, this.#keys.trusted(id), name =>
      this.credentials?.describe(name),
    )
  }

  /** Does what a person wants with these hosts: where their credentials go stays as accepted. */
  around<T>(hosts: readonly HostId[] | 'all', work: () => T, byItself = false): T {
    return this.credentials === null ? work() : this.credentials.destinations.around(hosts, work, byItself)
  }
}
