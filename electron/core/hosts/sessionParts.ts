import type { Clock } from '../clock.ts'
import type { Logger } from '../log.ts'
import type { JumpPool, openTransport, PresentedHostKey } from '../transport/index.ts'
import type { BackoffRule } from './backoff.ts'
import type { ConnectGate } from './gate.ts'
import type { AttachedPart } from './live.ts'
import type { HostCredential, KeptAnswer } from './namedCredentials.ts'
import type { HostPlan } from './plan.ts'
import type { SecretMemory } from './secretMemory.ts'

/** What a session's attempts say of the network: it carried, it did not, or this host says nothing of it now. */
export type SessionReach = 'reached' | 'unreached' | 'left'

/** What a session shares with the others or is given by the registry. */
export interface SessionParts {
  clock: Clock
  log: Logger
  gate: ConnectGate
  pool: JumpPool
  memory: SecretMemory
  open: typeof openTransport
  parts: readonly AttachedPart[]
  /** Null: the first failure is final until a person acts. */
  backoff: BackoffRule | null
  /** In [0, 1). */
  chance(): number
  /** False for a host of this computer: it is let in whatever is suspected of the network. */
  overNetwork(): boolean
  /** `quick`: a probe with short deadlines. Throws `AppError` where the host can't be reached as configured. */
  plan(quick: boolean): HostPlan
  /** The named credential of the plan with its secret, or null; throws `AppError` vault.closed, credential.* and the like. */
  credential(plan: HostPlan): HostCredential | null
  /** It was not accepted; false where it has been changed meanwhile. */
  refused(credential: HostCredential): boolean
  /** The host was let in with it. */
  letIn(credential: HostCredential): void
  /** Keeps what a person answered; called once it has let the host in. */
  keep(answer: KeptAnswer): void
  /** True where the daemon is to refuse every change, by now. */
  readOnly(): boolean
  /** False: only keys accepted beforehand are trusted. */
  mayAskForKeys(): boolean
  /** True when a person accepted this very key for this endpoint already. */
  accepted(key: PresentedHostKey): boolean
  /** `instead`: everything pinned for the endpoint before is dropped. */
  pin(key: PresentedHostKey, instead: boolean): void
  onReach(reach: SessionReach): void
}
