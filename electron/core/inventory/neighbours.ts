import { AppError } from '../../../shared/errors.ts'
import type { LiveContext } from './context.ts'

/** The host's neighbour table, IPv4 and IPv6; the kernel's own file where `ip` is missing. */
const command = `sh -c 'ip neigh show 2>/dev/null || cat /proc/net/arp'`
const MACS_MAX = 100_000
const ADDRESSES_MAX = 16

/**
 * Addresses that the host itself has seen on its networks, by MAC address: one command for all machines, where
 * libvirt would need one call for each (virDomainInterfaceAddresses reads the same table).
 */
export class Neighbours {
  readonly #context: LiveContext
  #addresses: ReadonlyMap<string, readonly string[]> = new Map()
  #hasShell = true

  constructor(context: LiveContext) {
    this.#context = context
  }

  /** False where the host gave no answer: addresses are asked of libvirt then. */
  get hasShell(): boolean {
    return this.#hasShell
  }

  addressesOf(mac: string): readonly string[] {
    return this.#addresses.get(mac) ?? []
  }

  async load(): Promise<void> {
    const { live, signal } = this.#context
    try {
      const options = { signal, timeoutMs: 10_000, maxBytes: 4 * 1024 * 1024 }
      this.#addresses = neighboursIn((await live.transport.exec(command, options)).stdout)
      this.#hasShell = true
    } catch (error) {
      if (!(error instanceof AppError) || signal.aborted) throw error
      this.#hasShell = false
    }
  }
}

/** Reads `ADDRESS dev NAME lladdr MAC STATE` and `/proc/net/arp`; entries that failed or lead nowhere else are left out. */
export function neighboursIn(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const line of text.split('\n')) {
    const mac = /(?:^|\s)([0-9a-f]{2}(?::[0-9a-f]{2}){5})(?:\s|$)/i.exec(line)?.[1]?.toLowerCase()
    const address = /^([0-9a-f.:]+)\s/i.exec(line)?.[1]
    if (mac === undefined || address === undefined || mac === '00:00:00:00:00:00') continue
    if (/\b(FAILED|INCOMPLETE)\b/.test(line) || /^fe80:/i.test(address)) continue
    const known = found.get(mac) ?? []
    if (found.size < MACS_MAX && known.length < ADDRESSES_MAX) found.set(mac, [...known, address])
  }
  return found
}
