import type { english } from './en/index.ts'

type Words<Area> = { readonly [Key in keyof Area]: Area[Key] extends string ? string : Words<Area[Key]> }

/** A language's catalogue: the same keys as the English one. */
export type Catalogue = Words<typeof english>
