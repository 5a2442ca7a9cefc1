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
  /** What URI, host and sites decided, in words; the transport adds its own. */
  decisions: Decision[]
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

/** Stages that only begin once the network has carried something back. */
const beyondNetwork: ReadonlySet<Stage> = new Set([
  'sshVersion',
  'hostKey',
  'authentication',
  'channel',
  'socket',
  'libvirtOpen',
  'version',
  'permission',
])

/** True when a stage's report proves that the network carries. */
export function provesNetwork(stage: Stage, detail: string | undefined): boolean {
  return beyondNetwork.has(stage) || (stage === 'tcp' && detail !== undefined)
}
