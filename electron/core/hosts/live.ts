import type { HostId } from '../../../shared/ids.ts'
import type { LibvirtClient } from '../libvirt/index.ts'
import type { HostTransport } from '../transport/index.ts'

/** A host whose libvirt is open; everything begun on it ends with `signal`. */
export interface LiveHost {
  readonly hostId: HostId
  readonly libvirt: LibvirtClient
  readonly transport: HostTransport
  /**
   * Opens one more connection with the same rights, for its caller to close; it is not kept alive, for it ends with the
   * transport. Null where that would take another login.
   */
  readonly openAnother: ((signal: AbortSignal) => Promise<LibvirtClient>) | null
  /** Opened read-only: the daemon refuses every change. */
  readonly readOnly: boolean
  /** Driver as libvirt names it: QEMU, Test, Xen, LXC. */
  readonly driver: string
  /** Of the server's library: major × 1,000,000 + minor × 1,000 + release. */
  readonly libvirtVersion: number
  /** Aborted when this connection ends. */
  readonly signal: AbortSignal
}

/** A part of the core that follows every live host. */
export interface AttachedPart {
  readonly name: string
  /** Awaited before the host counts as live; what it rejects with ends the connection. */
  onLive(live: LiveHost): Promise<void>
}
