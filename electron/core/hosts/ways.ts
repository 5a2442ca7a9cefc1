import { AppError } from '../../../shared/errors.ts'
import type { HostId } from '../../../shared/ids.ts'
import type { PresentedHostKey } from '../transport/index.ts'
import type { HostPlan } from './plan.ts'
import type { HostDraft, HostRecords } from './records.ts'
import { planHost, type SshDefaults } from './target.ts'
import type { TrustedKeys } from './trustedKeys.ts'

/** How each host is reached, from its record, its sites, its pins and this installation's SSH defaults. */
export class HostWays {
  readonly #records: HostRecords
  readonly #keys: TrustedKeys
  readonly #ssh: SshDefaults

  constructor(records: HostRecords, keys: TrustedKeys, ssh: SshDefaults) {
    this.#records = records
    this.#keys = keys
    this.#ssh = ssh
  }

  /** Throws `AppError` where the host can't be reached as configured. */
  plan(id: HostId, quick = false): HostPlan {
    return planHost({
      uri: this.#records.need(id).uri,
      resolved: this.#records.options(id),
      pinnedKeys: this.#keys.pins(id),
      ssh: this.#ssh,
      quick,
    })
  }

  /** The same for a host that isn't stored. */
  draft(draft: HostDraft): HostPlan {
    return planHost({
      uri: draft.uri,
      resolved: this.#records.draftOptions(draft),
      pinnedKeys: [],
      ssh: this.#ssh,
    })
  }

  /** Everything that decides how a host is reached, as one text that two ways can be compared by. */
  text(id: HostId): string {
    try {
      const { target, remoteUri, options } = this.plan(id)
      return JSON.stringify([{ ...target, pinnedKeys: [] }, remoteUri, options.readOnly])
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
    return this.#keys.accepted(id, key)
  }
}
