import { setImmediate as nextTurn } from 'node:timers/promises'
import { type RouteNote, saying } from '../../../../shared/route.ts'
import type { SshSettings } from '../sshConfig/settings.ts'
import type { KnownHostKeys, KnownKey, PinnedKey } from '../types.ts'
import { fingerprint } from './fingerprint.ts'
import {
  endpointName,
  type KnownHostLine,
  knownHostsName,
  lineMatches,
  readKnownHosts,
} from './knownHosts.ts'
import { keyType } from './wire.ts'

/** Types that the client inside can check; others are told and left out of the verdict. */
const comparable = /^(ssh-ed25519|ssh-rsa|ssh-dss|ecdsa-sha2-nistp(256|384|521))$/

/** What is known of one host's keys before it has shown any. */
export class HostKeyBook {
  readonly endpoint: string
  readonly policy: KnownHostKeys['policy']
  readonly notes: RouteNote[]
  readonly #known: { blob: Buffer; source: string }[]
  readonly #weak: { blob: Buffer; source: string }[]
  readonly #revoked: Buffer[]

  constructor(
    endpoint: string,
    policy: KnownHostKeys['policy'],
    names: { name: string; withoutPort: string | undefined },
    pins: readonly PinnedKey[],
    lines: readonly KnownHostLine[],
    notes: readonly RouteNote[],
  ) {
    this.endpoint = endpoint
    this.policy = policy
    this.notes = [...notes]
    const matching = lines.filter(line => lineMatches(line, names.name))
    this.#revoked = matching.filter(line => line.marker === 'revoked').map(line => line.blob)
    for (const line of matching.filter(one => one.marker === 'certAuthority')) {
      this.notes.push({ place: line.source, text: saying('noHostCertificates') })
    }
    const pinned = pins
      .filter(pin => pin.endpoint === endpoint)
      .map(pin => ({ blob: Buffer.from(pin.publicKey, 'base64'), source: 'pin' }))
    const written = matching.filter(line => line.marker === null)
    // A pin is a person's own word on this host: beside it, known_hosts no longer counts.
    this.#known = (pinned.length > 0 ? pinned : written).filter(one => {
      const type = keyType(one.blob) ?? ''
      if (comparable.test(type)) return true
      this.notes.push({ place: one.source, text: saying('noSuchKeys', { type }) })
      return false
    })
    const other = names.withoutPort
    this.#weak =
      other === undefined || pinned.length > 0
        ? []
        : lines.filter(line => line.marker === null && lineMatches(line, other))
  }

  /** Types known for the host, first known first; a server asked for these can't be mistaken for changed. */
  get knownTypes(): string[] {
    return [...new Set([...this.#known, ...this.#weak].map(one => keyType(one.blob) ?? ''))]
  }

  /** Base64 blobs that count as known. */
  get knownBlobs(): string[] {
    return this.#known.map(one => one.blob.toString('base64'))
  }

  /** Judges a presented key. `changed` also where only keys of other types are known: the person decides then. */
  judge(presented: Buffer): KnownHostKeys {
    const same = (blob: Buffer) => blob.equals(presented)
    const known: KnownKey[] = this.#known.map(one => ({
      ...fingerprint(one.blob),
      source: one.source,
      publicKey: one.blob.toString('base64'),
    }))
    const verdict = this.#revoked.some(same)
      ? 'revoked'
      : this.#known.some(one => same(one.blob))
        ? 'match'
        : this.#known.length > 0
          ? 'changed'
          : this.#weak.some(one => same(one.blob))
            ? 'match'
            : 'new'
    return { verdict, known, policy: this.policy, notes: this.notes }
  }
}

/** Gathers pins and known_hosts for one host; `files` replace those of ssh config. */
export async function openHostKeyBook(
  settings: SshSettings,
  pins: readonly PinnedKey[],
  files?: readonly string[],
): Promise<HostKeyBook> {
  const { hostName, port, hostKeyAlias } = settings
  const { lines, notes } = await readKnownHosts(
    files ?? [...settings.userKnownHostsFiles.value, ...settings.globalKnownHostsFiles.value],
  )
  const alias = hostKeyAlias?.value
  const names = {
    name: knownHostsName(hostName.value, port.value, alias),
    withoutPort: port.value === 22 || alias !== undefined ? undefined : hostName.value.toLowerCase(),
  }
  return new HostKeyBook(
    endpointName(hostName.value, port.value, alias),
    settings.strictHostKeyChecking.value,
    names,
    pins,
    await linesAbout(lines, names),
    notes,
  )
}

/** Lines that are compared in one turn of the event loop: a hashed one costs a hash, and there may be thousands. */
const LINES_A_TURN = 100

async function linesAbout(
  lines: readonly KnownHostLine[],
  { name, withoutPort }: { name: string; withoutPort: string | undefined },
): Promise<KnownHostLine[]> {
  const found: KnownHostLine[] = []
  for (const [index, line] of lines.entries()) {
    if (lineMatches(line, name) || (withoutPort !== undefined && lineMatches(line, withoutPort)))
      found.push(line)
    if (index % LINES_A_TURN === LINES_A_TURN - 1) await nextTurn()
  }
  return found
}
