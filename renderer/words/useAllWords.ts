import { useEffect, useState } from 'react'
import { afterFirstRows } from '../components/firstRows.ts'
import { allWords } from './index.ts'

/** Whether every word is loaded; draws again when it is. For what the frame says of pages that come later. */
export function useAllWords(): boolean {
  const [loaded, setLoaded] = useState(false)
  useEffect(() => {
    let gone = false
    afterFirstRows()
      .then(allWords)
      .then(
        () => {
          if (!gone) setLoaded(true)
        },
        (error: unknown) => reportError(error),
      )
    return () => {
      gone = true
    }
  }, [])
  return loaded
}
