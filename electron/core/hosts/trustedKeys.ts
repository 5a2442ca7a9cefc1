import { AppError } from '../../../shared/errors.ts'
import type { HostId } from '../../../shared/ids.ts'
import type { KeyFingerprint } from '../../../shared/models/host.ts'
import type { Clock } from '../clock.ts'
import type { Store } from '../store/index.ts'
import { fingerprint, sha256Fingerprint } from '../transport/hostKeys/fingerprint.ts'
import type { PinnedKey, PresentedHostKey } from '../transport/index.ts'
import { ANY_ENDPOINT } from './destination.ts'

/** A pinned key as shown. */
export type ShownKey = KeyFingerprint & { endpoint: string; pinnedAtMs: number }

/** Host keys that a person trusts: the pins, and fingerprints accepted before any key was seen. */
export class TrustedKeys {
  readonly #store: Pick<Store, 'hostKeys' | 'settings'>
  readonly #clock: Clock
  /** Endpoint and key of what was trusted while this program runs. */
  readonly #trustedHere = new Set<string>()

  constructor(store: Pick<Store, 'hostKeys' | 'settings'>, clock: Clock) {
    this.#store = store
    this.#clock = clock
  }

  /** The pins of a host and its jump hosts, as the transport takes them. */
  pins(hostId: HostId): PinnedKey[] {
    return this.#store.hostKeys.list(hostId).map(({ endpoint, algorithm, publicKey }) => ({
      endpoint,
      algorithm,
      publicKey: publicKey.toString('base64'),
    }))
  }

  /** Endpoint and fingerprint of all that is trusted for a host, of the keys themselves. */
  trusted(hostId: HostId): [endpoint: string, sha256: string][] {
    return [
      ...this.#store.hostKeys
        .list(hostId)
        .map(({ endpoint, publicKey }): [string, string] => [endpoint, sha256Fingerprint(publicKey)]),
      ...this.#beforehand(hostId).map((sha256): [string, string] => [ANY_ENDPOINT, sha256]),
    ]
  }

  /** True for a key whose fingerprint a person gave for this host before it was shown. */
  given(hostId: HostId, sha256: string): boolean {
    return this.#beforehand(hostId).includes(sha256)
  }

  shown(hostId: HostId): ShownKey[] {
    return this.#store.hostKeys.list(hostId).map(({ endpoint, publicKey, pinnedAtMs }) => ({
      ...fingerprint(publicKey),
      endpoint,
      pinnedAtMs,
    }))
  }

  /**
   * True for a key whose fingerprint was accepted beforehand, and for one that was trusted already for the
   * same endpoint of another host: a jump host is asked about once, not once a host behind it. `believed`: whose
   * pins count for that; those that were trusted while this program runs always do.
   */
  accepted(
    hostId: HostId,
    key: PresentedHostKey,
    believed: (holder: HostId) => boolean = () => true,
  ): boolean {
    return (
      this.#beforehand(hostId).includes(key.sha256) ||
      this.#trustedHere.has(placeOf(key)) ||
      this.#store.hostKeys.holders(key.endpoint, key.sha256).some(believed)
    )
  }

  /** `instead`: whatever was pinned for the endpoint is dropped. */
  pin(hostId: HostId, key: PresentedHostKey, instead: boolean): void {
    const { endpoint, algorithm, sha256 } = key
    const publicKey = Buffer.from(key.publicKey, 'base64')
    const pinned = { endpoint, algorithm, publicKey, sha256, pinnedAtMs: this.#clock.nowMs() }
    if (instead) this.#store.hostKeys.replace(hostId, endpoint, pinned)
    else this.#store.hostKeys.pin(hostId, pinned)
    this.#trustedHere.add(placeOf(key))
    const left = this.#beforehand(hostId).filter(one => one !== sha256)
    this.#setBeforehand(hostId, left)
  }

  forget(hostId: HostId, endpoint: string, sha256: string): void {
    this.#store.hostKeys.forget(hostId, endpoint, sha256)
    this.#trustedHere.delete(placeOf({ endpoint, sha256 }))
  }

  /** Remembers fingerprints for when the host shows its keys, also in a later run of the program. */
  acceptBeforehand(hostId: HostId, fingerprints: readonly string[]): void {
    this.#setBeforehand(hostId, fingerprints.map(cleanFingerprint))
  }

  /** Remembers more of them. */
  acceptAlso(hostId: HostId, fingerprints: readonly string[]): void {
    const more = fingerprints.map(cleanFingerprint)
    this.#setBeforehand(hostId, [...new Set([...this.#beforehand(hostId), ...more])])
  }

  /** The host is gone. */
  drop(hostId: HostId): void {
    this.#setBeforehand(hostId, [])
  }

  #beforehand(hostId: HostId): string[] {
    const stored = this.#store.settings.get(settingOf(hostId))
    return Array.isArray(stored) ? stored.filter(one => typeof one === 'string') : []
  }

  #setBeforehand(hostId: HostId, fingerprints: string[]): void {
    if (fingerprints.length === 0 && this.#store.settings.get(settingOf(hostId)) === undefined) return
    this.#store.settings.set(settingOf(hostId), fingerprints.length === 0 ? undefined : fingerprints)
  }
}

const placeOf = ({ endpoint, sha256 }: { endpoint: string; sha256: string }) => `${endpoint} ${sha256}`
const settingOf = (hostId: HostId) => `host:${hostId}:acceptNewKeys`

/** `SHA256:…` without padding; `input.invalid` for anything else. */
export function cleanFingerprint(text: string): string {
  const found = /^\s*(?:SHA256:)?([A-Za-z0-9+/]{43})=?\s*$/.exec(text)
  if (found?.[1] === undefined) {
    throw new AppError(
      'input.invalid',
      `“${text.slice(0, 100)}” is not a SHA-256 fingerprint of a host key.`,
      {
        next: 'Give it as OpenSSH prints it: SHA256:… (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub on the host).',
        data: { field: 'acceptNewKeys' },
      },
    )
  }
  return `SHA256:${found[1]}`
}
