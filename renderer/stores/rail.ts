import { create } from 'zustand'
import { setView, useView } from './view.ts'

/** Below this (CSS pixels; a window of 1,500 at 200 %) the rail leaves no room for a page beside it. */
const NARROW = '(max-width: 760px)'

const media = window.matchMedia(NARROW)

/** Whether the window is that narrow, and whether the rail was asked for all the same: it lies over the page then. */
export const useNarrow = create<{ isNarrow: boolean; isOpen: boolean }>()(() => ({
  isNarrow: media.matches,
  isOpen: false,
}))

media.addEventListener('change', () => useNarrow.setState({ isNarrow: media.matches, isOpen: false }))

/** Whether the rail is shown now. */
export function useRailShown(): boolean {
  const wanted = useView(view => view.railOpen)
  const { isNarrow, isOpen } = useNarrow()
  return isNarrow ? isOpen : wanted
}

/** Shows or hides the rail; in a narrow window for the moment only, so that a wide one is as it was left. */
export function toggleRail(): void {
  const { isNarrow, isOpen } = useNarrow.getState()
  if (isNarrow) useNarrow.setState({ isOpen: !isOpen })
  else setView({ railOpen: !useView.getState().railOpen })
}

/** The person went somewhere: what lay over the page makes room for it. */
export const putRailAway = (): void => useNarrow.setState({ isOpen: false })
