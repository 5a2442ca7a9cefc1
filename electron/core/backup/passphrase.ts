import { AppError } from '../../../shared/errors.ts'
import type { Policies } from '../../../shared/models/policies.ts'
import type { KeyCost } from './keys.ts'

/** What the policies let a key cost. */
export const keyCostOf = ({ passphrase }: Policies): KeyCost => ({
  memoryKib: passphrase.argonMemoryKib,
  passes: passphrase.argonPasses,
})

/** Refuses with `passphrase.weak` a passphrase that is shorter than the policies want. */
export function checkLength(typed: string, { passphrase }: Policies): void {
  const { minLength } = passphrase
  if ([...typed].length >= minLength) return
  throw new AppError('passphrase.weak', `A passphrase needs at least ${minLength} characters.`, {
    next: 'Several words that don’t belong together are easy to keep in mind.',
    data: { minLength },
  })
}
