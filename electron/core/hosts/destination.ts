import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { HostOptions } from '../../../shared/models/host.ts'
import { type CredentialFacts, folded } from './namedCredentials.ts'

/** Stands for every endpoint in what is trusted before any key was seen. */
export const ANY_ENDPOINT = '*'

const Destination = z.object({
  uri: z.string(),
  transport: z.string().nullable(),
  jump: z.array(z.string()).nullable(),
  keyFiles: z.array(z.string()).nullable(),
  /** Which credential, by what can't be renamed; by its name where there is none of that name. */
  credential: z.union([
    z.object({ id: z.string(), kind: z.string(), userName: z.string().nullable() }),
    z.object({ name: z.string() }),
  ]),
  /** Endpoint and SHA-256 of every host key that is trusted, sorted; `*` for one accepted before it was seen. */
  keys: z.array(z.tuple([z.string(), z.string()])),
})
/** Where a host's credential goes: everything stored that decides who gets to see it. */
export type Destination = z.infer<typeof Destination>

/** Whose key it is sealed with: that of the credential's site; the fleet's where there is no such credential. */
export interface HostDestination {
  destination: Destination
  credential: CredentialFacts | undefined
  name: string
}

/** Puts it together; null where the host names no credential. */
export function destinationOf(
  uri: string,
  options: HostOptions,
  keys: readonly (readonly [endpoint: string, sha256: string])[],
  describe: (name: string) => CredentialFacts | undefined,
): HostDestination | null {
  const name = options.credential
  if (name === undefined) return null
  const credential = describe(name)
  return {
    name,
    credential,
    destination: {
      uri,
      transport: options.transport ?? null,
      jump: options.jump ?? null,
      keyFiles: options.identityFiles ?? null,
      credential: credential
        ? { id: credential.id, kind: credential.kind, userName: credential.userName }
        : { name: folded(name) },
      keys: keys.map(([endpoint, sha256]): [string, string] => [endpoint, sha256]).sort(byText),
    },
  }
}

const byText = (a: readonly string[], b: readonly string[]): number => (a.join(' ') < b.join(' ') ? -1 : 1)

/** What one of it is told from another by, SHA-256 in base64url. */
export const digestOf = (destination: Destination): string =>
  createHash('sha256').update(JSON.stringify(destination)).digest('base64url')

/** As bytes to be sealed. */
export const packDestination = (destination: Destination): Buffer => Buffer.from(JSON.stringify(destination))

/** Null where it is none: written by a later version. */
export function unpackDestination(bytes: Uint8Array): Destination | null {
  const read = Destination.safeParse(JSON.parse(Buffer.from(bytes).toString()))
  return read.success ? read.data : null
}

/** One thing that is not as it was accepted, each as text. */
export interface DestinationChange {
  what: 'address' | 'transport' | 'jump' | 'keyFiles' | 'credential' | 'hostKeys'
  accepted: string
  found: string
}

/** Longest text of one side that is told. */
const TOLD_MAX = 500

/** What is another than was accepted; empty where nothing that counts is. A credential is told by its name of today. */
export function destinationChanges(
  accepted: Destination,
  found: Destination,
  nameOf: (credentialId: string) => string | undefined = () => undefined,
): DestinationChange[] {
  const changes: DestinationChange[] = []
  const compare = (what: DestinationChange['what'], was: Part, is: Part) => {
    if (JSON.stringify(was) !== JSON.stringify(is))
      changes.push({ what, accepted: wordsOf(was, nameOf), found: wordsOf(is, nameOf) })
  }
  compare('address', accepted.uri, found.uri)
  compare('transport', accepted.transport, found.transport)
  compare('jump', accepted.jump, found.jump)
  compare('keyFiles', accepted.keyFiles, found.keyFiles)
  compare('credential', accepted.credential, found.credential)
  if (!sameKeys(accepted.keys, found.keys)) compare('hostKeys', accepted.keys, found.keys)
  return changes
}

type Keys = Destination['keys']

/**
 * A key accepted before it was seen becomes one of an endpoint by itself, when the host shows it: that is no change.
 * Any other key that came, went or is for another endpoint is one.
 */
function sameKeys(accepted: Keys, found: Keys): boolean {
  const has = (keys: Keys, endpoint: string, sha256: string) =>
    keys.some(([at, key]) => at === endpoint && key === sha256)
  const isShown = (sha256: string) => found.some(([, key]) => key === sha256)
  return (
    found.every(
      ([endpoint, sha256]) => has(accepted, endpoint, sha256) || has(accepted, ANY_ENDPOINT, sha256),
    ) &&
    accepted.every(([endpoint, sha256]) =>
      endpoint === ANY_ENDPOINT ? isShown(sha256) : has(found, endpoint, sha256),
    )
  )
}

type Part = Destination['uri' | 'transport' | 'jump' | 'credential' | 'keys']

function wordsOf(value: Part, nameOf: (credentialId: string) => string | undefined): string {
  return fullWords(value, nameOf).slice(0, TOLD_MAX)
}

function fullWords(value: Part, nameOf: (credentialId: string) => string | undefined): string {
  if (value === null) return ''
  if (typeof value === 'string') return value
  if (Array.isArray(value))
    return value.map(each => (typeof each === 'string' ? each : each.join(' '))).join(', ')
  if ('name' in value) return value.name
  return [nameOf(value.id) ?? value.id, value.userName].filter(Boolean).join(', ')
}
