import { createContext, type ReactNode, useContext, useState } from 'react'
import { createStore, type StoreApi, useStore } from 'zustand'

/** What charts of a page share. */
export interface ChartGroupState {
  /** Where the pointer or the keyboard stands, Unix ms; null is nowhere: the last values are shown. */
  cursor: number | null
  /** The part of time that is shown, Unix ms; null is all of it, to the newest. */
  range: readonly [number, number] | null
  setCursor(cursor: number | null): void
  setRange(range: readonly [number, number] | null): void
}

const makeGroup = (): StoreApi<ChartGroupState> =>
  createStore(set => ({
    cursor: null,
    range: null,
    setCursor: cursor => set({ cursor }),
    setRange: range => set({ range }),
  }))

const Group = createContext<StoreApi<ChartGroupState> | null>(null)

/** Charts inside share one cursor and one range. */
export function ChartGroup({ children }: { children: ReactNode }) {
  const [group] = useState(makeGroup)
  return <Group value={group}>{children}</Group>
}

/** What the chart's group shares; a chart that stands alone has a group of its own. */
export function useChartGroupStore(): StoreApi<ChartGroupState> {
  const [alone] = useState(makeGroup)
  return useContext(Group) ?? alone
}

/** A part of what the surrounding `ChartGroup` shares. */
export function useChartGroup<T>(pick: (state: ChartGroupState) => T): T {
  return useStore(useChartGroupStore(), pick)
}
