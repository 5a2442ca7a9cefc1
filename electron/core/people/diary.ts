import { AppError } from '../../../shared/errors.ts'
import type { PersonId } from '../../../shared/ids.ts'
import type { Seat } from '../access/types.ts'
import type { AuditSink } from '../audit/types.ts'

/** What happened at the door, as it is told to the audit. */
export interface DoorEvent {
  act: string
  seat: Pick<Seat, 'shell' | 'session' | 'elevated'>
  /** Who it was about; null for a name that nobody has: what was typed is not kept, it may be a passphrase. */
  person: { id: PersonId; name: string } | null
  result: 'done' | 'refused' | 'failed'
  error?: unknown
  parameters?: Record<string, unknown>
  role?: string | null
  durationMs?: number
}

/** Tells the audit, as soon as there is one, who came, went, was refused or locked. */
export class Diary {
  readonly #sink: () => AuditSink | null

  constructor(sink: () => AuditSink | null) {
    this.#sink = sink
  }

  write(event: DoorEvent): void {
    const { act, seat, person, result, error } = event
    this.#sink()?.record({
      personId: person?.id ?? null,
      person: person?.name ?? null,
      role: event.role ?? null,
      elevated: seat.elevated,
      shell: seat.shell,
      sessionId: seat.session,
      act,
      permission: null,
      siteId: null,
      hostId: null,
      machine: null,
      object: '',
      parameters: event.parameters ?? {},
      result,
      error:
        error === undefined
          ? null
          : error instanceof AppError
            ? `${error.code}: ${error.message}`
            : 'internal',
      durationMs: event.durationMs ?? null,
      correlation: [],
    })
  }
}
