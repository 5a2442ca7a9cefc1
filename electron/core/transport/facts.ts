import type { RouteLabel, RouteText } from '../../../shared/route.ts'
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
  authenticatedBy: RouteText | null = null
  libvirtBy: TransportFacts['libvirtBy'] = null

  constructor(kind: TransportTarget['kind']) {
    this.kind = kind
  }

  /** Notes a decision; the same label and value twice is one. */
  decide(label: RouteLabel, value: RouteText, source: RouteText | null = null): void {
    const decision = { label, value: bounded(value), source }
    const same = JSON.stringify(decision.value)
    const known = this.decisions.some(one => one.label === label && JSON.stringify(one.value) === same)
    if (!known) this.decisions.push(decision)
  }
}

function bounded(text: RouteText): RouteText {
  if (typeof text === 'string') return text.slice(0, TEXT_MAX)
  const values = Object.entries(text.values).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.slice(0, TEXT_MAX) : value,
  ])
  return { say: text.say, values: Object.fromEntries(values) }
}

/** A peer's text made safe to show: control and invisible characters out, cut at `max`. */
export function printable(text: string, max = 300): string {
  const clean = text
    .slice(0, max * 4)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
  return clean.length > max ? `${clean.slice(0, max)}…` : clean
}
