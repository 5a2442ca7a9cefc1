import { createContext, use } from 'react'

/** Widths in px of the columns that are shown, by their ids. */
export const ColumnWidths = createContext<ReadonlyMap<string, number>>(new Map())

/** Width in px of a column as the person has it now; for cells that show more where there is room. */
export const useColumnWidth = (id: string): number | undefined => use(ColumnWidths).get(id)
