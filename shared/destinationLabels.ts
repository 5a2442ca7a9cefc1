import type { Withheld } from './models/withheld.ts'

/** What decides where a credential is sent, as English calls it; other languages have words for the same names. */
export const destinationLabels = {
  address: 'Address',
  transport: 'Transport',
  jump: 'Jump hosts',
  keyFiles: 'Key files',
  credential: 'Credential',
  hostKeys: 'Trusted host keys',
} as const satisfies Record<Withheld['changes'][number]['what'], string>
