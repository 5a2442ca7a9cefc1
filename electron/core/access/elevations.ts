import { AppError } from '../../../shared/errors.ts'
import type { PersonId } from '../../../shared/ids.ts'
import type { Role } from '../../../shared/models/access.ts'
import type { Clock } from '../clock.ts'
import type { Elevation } from './types.ts'

/** Roles that were taken for a while; each ends by itself. */
export class Elevations {
  readonly #clock: Clock
  readonly #ended: (personId: PersonId) => void
  readonly #on = new Map<Elevation, () => void>()

  constructor(clock: Clock, ended: (personId: PersonId) => void) {
    this.#clock = clock
    this.#ended = ended
  }

  /** `AppError` input.invalid where the time is over already. */
  begin(personId: PersonId, { id: roleId, name: role }: Role, untilMs: number, reason: string): Elevation {
    const leftMs = untilMs - this.#clock.nowMs()
    if (leftMs <= 0)
      throw new AppError('input.invalid', 'This time is over already.', { data: { field: 'untilMs' } })
    let over = false
    const elevation: Elevation = {
      personId,
      roleId,
      role,
      reason,
      untilMs,
      get ended() {
        return over
      },
    }
    const cancel = this.#clock.after(leftMs, () => this.end(elevation))
    this.#on.set(elevation, () => {
      over = true
      cancel()
    })
    return elevation
  }

  /** Safe to call again. */
  end(elevation: Elevation): void {
    const end = this.#on.get(elevation)
    if (!end) return
    this.#on.delete(elevation)
    end()
    this.#ended(elevation.personId)
  }

  close(): void {
    for (const end of this.#on.values()) end()
    this.#on.clear()
  }
}
