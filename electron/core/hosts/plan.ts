import { type RouteText, routeInEnglish } from '../../../shared/route.ts'
import type { Stage, TransportSummary } from '../../../shared/models/host.ts'
import type { Decision, HostTransport, TransportTarget } from '../transport/index.ts'
import type { EffectiveOptions } from './options.ts'

/** Everything that reaching one host takes, worked out anew for each attempt. */
export interface HostPlan {
  target: TransportTarget
  /** URI as the daemon understands it. */
  remoteUri: string
  options: EffectiveOptions
  /** New host keys are trusted without a question, because the URI says so. */
  acceptNewKeys: boolean
  /** What URI, host and sites decided; the transport adds its own. */
  decisions: Decision[]
  /** The named credential that this way takes; null for none. */
  credential: string | null
}

/** The plan's and the transport's decisions together, as shown of a host. */
export function transportSummary(plan: HostPlan, transport: HostTransport): TransportSummary {
  const decided = [...transport.facts.decisions, ...plan.decisions]
  return {
    kind: transport.kind,
    decisions: decided.map(({ label, value, source }) => ({ label, value, source })),
  }
}

/** Silence after which a connection is dead: what the options promise, milliseconds. */
export function silenceLimitMs(options: EffectiveOptions): number {
  return options.keepaliveSeconds * options.keepaliveCount * 1_000
}

/**
 * Keepalive whose last unanswered ping is judged exactly when the promised limit is over: the peers
 * judge one interval after the last ping.
 */
export function keepaliveOf(options: EffectiveOptions): { intervalMs: number; count: number } {
  const count = options.keepaliveCount
  return { intervalMs: Math.max(250, Math.floor(silenceLimitMs(options) / (count + 1))), count }
}

/** Stages that only begin once the host itself has said something. */
const begunByAnswer: ReadonlySet<Stage> = new Set(['hostKey', 'authentication', 'version', 'permission'])

/**
 * True when a stage's report proves that the network carries words of the host or a jump host. A TCP
 * connection doesn't: a proxy or captive portal in between accepts those too.
 */
export function provesNetwork(stage: Stage, detail: RouteText | undefined): boolean {
  if (stage === 'resolve' || stage === 'tcp') return false
  return detail !== undefined || begunByAnswer.has(stage)
}

/** What a preview says of a draft; nothing is contacted. */
export interface DraftPreview {
  suggestedName: string
  driver: string
  transport: string
  remoteUri: string
  decisions: HostPlan['decisions']
}

/** A plan as somebody is shown it who types an address. */
export const previewOf = (
  { target, remoteUri, decisions }: HostPlan,
  suggestedName: string,
): DraftPreview => ({
  suggestedName,
  driver: routeInEnglish(decisions[0]?.value ?? ''),
  transport: target.kind,
  remoteUri,
  decisions,
})
