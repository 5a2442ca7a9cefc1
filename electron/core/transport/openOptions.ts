import type { RouteText } from '../../../shared/route.ts'
import type { JumpPool } from './jumpPool.ts'
import type { DiagnosisStage } from './types.ts'

/** What opening a transport needs beside its target and who answers. */
export interface OpenOptions {
  signal: AbortSignal
  /**
   * Called without detail when a stage begins and with one when it has passed. `hop` is the jump
   * host it concerns, null for the host itself. Also called by `openLibvirt`.
   */
  onStage(stage: DiagnosisStage, detail?: RouteText, hop?: string | null): void
  /** Shares jump hosts' transports among the hosts behind them. */
  pool: JumpPool
}
