import type { Policies } from '../../../shared/models/policies.ts'
import type { KeyCost } from './keys.ts'

/** What the policies let a key cost. */
export const keyCostOf = ({ passphrase }: Policies): KeyCost => ({
  memoryKib: passphrase.argonMemoryKib,
  passes: passphrase.argonPasses,
})
