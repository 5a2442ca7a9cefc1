import type { RouteText } from '../../../shared/route.ts'
import { AppError } from '../../../shared/errors.ts'
import type { Stage } from '../../../shared/models/host.ts'
import {
  connectLibvirt,
  type KeepaliveOptions,
  type LibvirtClient,
  LinkError,
  remote,
} from '../libvirt/index.ts'
import type { HostTransport } from '../transport/index.ts'
import { libvirtProblem } from './problem.ts'

/**
 * Oldest libvirt that is served, as libvirt counts: 4.0.0 of January 2018 (Ubuntu 18.04, RHEL 7.6 and
 * later have it); what follows relies on its event callbacks and bulk statistics.
 */
export const oldestLibvirt = 4_000_000

/** `9.0.0` for 9,000,000. */
export function versionText(version: number): string {
  return `${Math.floor(version / 1_000_000)}.${Math.floor(version / 1_000) % 1_000}.${version % 1_000}`
}

export interface OpenHypervisor {
  /** URI as the daemon understands it. */
  uri: string
  readOnly: boolean
  /** Sockets to try, where the transport may have been opened for other rights. */
  sockets?: string[] | undefined
  /** Null: it is not asked for signs of life. */
  keepalive: KeepaliveOptions | null
  /** Deadline of each step, milliseconds; 0 for none. */
  timeoutMs: number
  signal: AbortSignal
  /** Called as the transport's: without detail when a stage begins, with one when it has passed. */
  onStage(stage: Stage, detail?: RouteText): void
}

/** An open connection and what it is to. */
export interface Hypervisor {
  libvirt: LibvirtClient
  driver: string
  libvirtVersion: number
}

/** Opens libvirt over the transport; rejects an `AppError` and leaves nothing of its own behind. */
export async function openHypervisor(transport: HostTransport, options: OpenHypervisor): Promise<Hypervisor> {
  const { signal, onStage } = options
  const { sockets, readOnly } = options
  const duplex = await transport.openLibvirt(
    signal,
    sockets === undefined ? undefined : { sockets, readOnly },
  )
  const libvirt = connectLibvirt(duplex, { keepalive: options.keepalive })
  let stage: Stage = 'libvirtOpen'
  try {
    onStage(stage)
    await withEnd(libvirt, options, libvirt.open({ uri: options.uri, readOnly: options.readOnly, signal }))
    onStage(stage, options.uri)
    stage = 'version'
    onStage(stage)
    const [{ libVer }, { type }] = await withEnd(
      libvirt,
      options,
      Promise.all([
        libvirt.call(remote.connectGetLibVersion, {}, { signal }),
        libvirt.call(remote.connectGetType, {}, { signal }),
      ]),
    )
    const libvirtVersion = Number(libVer)
    refuseOld(libvirtVersion)
    onStage(stage, `libvirt ${versionText(libvirtVersion)}, ${type}`)
    return { libvirt, driver: type, libvirtVersion }
  } catch (error) {
    await libvirt.close()
    throw libvirtProblem(error, stage)
  }
}

/** Ends the client when a step takes too long or is cancelled, so that no later answer is waited for. */
async function withEnd<T>(
  libvirt: LibvirtClient,
  { timeoutMs, signal }: Pick<OpenHypervisor, 'timeoutMs' | 'signal'>,
  work: Promise<T>,
): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer =
    timeoutMs > 0
      ? setTimeout(() => reject(new LinkError('timeout', 'the daemon did not answer')), timeoutMs)
      : undefined
  const onAbort = () => reject(new AppError('cancelled', 'Connecting was cancelled.'))
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([work, late])
  } catch (error) {
    await libvirt.close()
    // Its own end rejects what was still under way; the reason is the one thrown here.
    await work.catch(() => undefined)
    throw error
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}

function refuseOld(version: number): void {
  if (version >= oldestLibvirt) return
  throw new AppError(
    'libvirt.tooOld',
    `The host runs libvirt ${versionText(version)}; ${versionText(oldestLibvirt)} is the oldest that is served.`,
    { next: 'Update libvirt on the host.', data: { stage: 'version', version: versionText(version) } },
  )
}
