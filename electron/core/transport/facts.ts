import type { KeyFingerprint } from '../../../shared/models/host.ts'
import type { Decision, TransportFacts, TransportTarget } from './types.ts'

const TEXT_MAX = 1_000

/** Facts while they are gathered; what is given out is the live object, read-only by type. */
export class FactsBook implements TransportFacts {
  readonly kind: TransportTarget['kind']
  readonly decisions: Decision[] = []
  readonly jumps: string[] = []
  serverVersion: string | null = null
  hostKey: (KeyFingerprint & { endpoint: string }) | null = null
  authenticatedBy: string | null = null
  libvirtBy: TransportFacts['libvirtBy'] = null

  constructor(kind: TransportTarget['kind']) {
    this.kind = kind
  }

  /** Notes a decision; the same label and value twice is one. */
  decide(label: string, value: string, source: string | null = null): void {
    const decision = { label, value: value.slice(0, TEXT_MAX), source }
    const known = this.decisions.some(one => one.label === label && one.value === decision.value)
    if (!known) this.decisions.push(decision)
  }
}

/** A peer's text made safe to show: control and invisible characters out, cut at `max`. */
export function printable(text: string, max = 300): string {
  const clean = text
    .slice(0, max * 4)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
  return clean.length > max ? `${clean.slice(0, max)}…` : clean
}
