import { create } from 'zustand'
import { noSelection, type Selection } from '../components/table/selection.ts'

/** What is chosen in the machines' list; the palette acts on it too. */
export const useChosen = create<{ selection: Selection }>()(() => ({ selection: noSelection }))

export const setChosen = (selection: Selection): void => useChosen.setState({ selection })

/** Chooses nothing; what was chosen for one action is never there for the next by accident. */
export const clearChosen = (): void =>
  useChosen.setState(({ selection }) => ({ selection: { ...selection, chosen: new Set() } }))
