import type { Machine } from '../../../shared/models/machine.ts'
import { hrefOf } from '../../stores/address.ts'

/** The address of who did what to a machine: the audit with its name looked for as one text. */
export const auditOf = ({ name }: Pick<Machine, 'name'>): string =>
  hrefOf({ page: 'audit', query: `"${name.replaceAll('"', ' ')}"` })
