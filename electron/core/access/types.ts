import type { PersonId, SessionId } from '../../../shared/ids.ts'
import type { Decision, Subject } from '../../../shared/models/access.ts'
import type { Permission } from '../../../shared/permissions.ts'

/** What one person may do, asked at the moment of the act; the answer follows grants and inventory as they are now. */
export interface Access {
  /** Null while nobody is signed in; `id` is null where nobody has set up people yet. */
  readonly person: { readonly id: PersonId | null; readonly name: string } | null
  /** Every right over everything: nothing needs to be narrowed. */
  readonly unlimited: boolean
  /** The quick answer. */
  may(permission: Permission, subject: Subject): boolean
  /** Holds it on at least something, or somewhere that has nothing yet. */
  mayAnywhere(permission: Permission): boolean
  /** The answer with the rule that decided, in words. */
  decide(permission: Permission, subject: Subject): Decision
  /** Rights held somewhere, parents expanded. */
  held(): Permission[]
  /** Rights held over everything, parents expanded. */
  everywhere(): Permission[]
}

/** One connection of a shell, whoever sits there. */
export interface Seat {
  readonly id: string
  readonly shell: 'desktop' | 'headless' | 'cli' | 'test'
  /** Whoever sits there now. */
  readonly access: Access
  /** The person's session; null where nobody is signed in or nobody needs to be. */
  readonly session: SessionId | null
  /** True under break-glass. */
  readonly elevated: boolean
  /**
   * Aborts when the person or their rights change, with an `AppError` (`rights.changed`, `session.ended`) as
   * reason: every open stream ends then and is opened anew by who may.
   */
  readonly epoch: AbortSignal
}
