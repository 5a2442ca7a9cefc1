import { firstAddress, go, useAddress } from '../../stores/address.ts'

/** Key of the row whose details are shown beside the list; null for none. */
export const useOpenedRow = (): string | null => useAddress(address => address.params.open ?? null)

/** Shows a row's details beside its list; null closes them. */
export const openRow = (key: string | null) => go({ params: key === null ? {} : { open: key } }, 'replace')

/** Goes to another list of the same page, null for its first, without what was chosen in the last one. */
export const goToList = (tab: string | null) =>
  go({ tab, query: '', sort: firstAddress.sort, group: [], params: {} })
