import type { MachineKey } from '../../shared/ids.ts'
import type { Address } from '../stores/address.ts'

/** Where the definitions of two machines stand side by side. */
export const comparisonOf = (one: MachineKey, other: MachineKey): Partial<Address> => ({
  page: 'machine',
  id: one,
  tab: 'history',
  params: { other },
})
