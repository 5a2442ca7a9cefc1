import type { Caller } from './calls.ts'
import { connectOpenFlags, feature } from './constants/features.ts'
import { LinkError } from './errors.ts'
import type { Keepalive, KeepaliveOptions } from './keepalive.ts'
import { remote } from './remote/index.ts'

/** How to open the hypervisor behind a connection. */
export interface OpenOptions {
  /** The URI as the daemon understands it, such as `qemu:///system`. */
  uri: string
  readOnly?: boolean
  signal?: AbortSignal | undefined
}

/** Kinds of authentication (remote_auth_type). */
const authType = { none: 0, sasl: 1, polkit: 2 } as const

const DEFAULT_KEEPALIVE: KeepaliveOptions = { intervalMs: 5000, count: 3 }

/** Authenticates, then opens the URI and asks about keepalive in one flight: two round trips in all. */
export async function openConnection(
  client: Caller,
  keepalive: Keepalive,
  { uri, readOnly = false, signal }: OpenOptions,
  options: KeepaliveOptions | null = DEFAULT_KEEPALIVE,
): Promise<void> {
  const startMs = performance.now()
  const { types } = await client.call(remote.authList, {}, { signal })
  keepalive.rttMs ??= performance.now() - startMs
  await authenticate(client, types, signal)
  const flags = readOnly ? connectOpenFlags.readOnly : 0
  const [known] = await Promise.all([
    options === null ? false : client.supports(feature.programKeepalive),
    client.call(remote.connectOpen, { name: uri, flags }, { signal }),
  ])
  if (known && options !== null) keepalive.start(options)
}

async function authenticate(client: Caller, types: number[], signal: AbortSignal | undefined): Promise<void> {
  const [wanted] = types
  if (wanted === undefined || types.includes(authType.none)) return
  if (!types.includes(authType.polkit)) {
    throw new LinkError(
      'unsupported',
      'the server asks for SASL authentication, which this client does not have',
    )
  }
  await client.call(remote.authPolkit, {}, { signal })
}
