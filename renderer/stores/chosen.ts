import { useEffect } from 'react'
import { create } from 'zustand'
import { noSelection, type Selection } from '../components/table/selection.ts'

/** What is chosen in the machines' list; the palette acts on it too. */
export const useChosen = create<{ selection: Selection }>()(() => ({ selection: noSelection }))

export const setChosen = (selection: Selection): void => useChosen.setState({ selection })

/** Chooses nothing; what was chosen for one action is never there for the next by accident. */
export const clearChosen = (): void =>
  useChosen.setState(({ selection }) => ({ selection: { ...selection, chosen: new Set() } }))

/** For a page that shows the list: whoever leaves it has chosen nothing, as in every other list; what is not seen is not acted on. */
export const useChosenHere = (): Selection => {
  useEffect(() => clearChosen, [])
  return useChosen(state => state.selection)
}
