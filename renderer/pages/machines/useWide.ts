import { useSyncExternalStore } from 'react'

const query = '(min-width: 1280px)'

/** Whether the details fit beside the list; below it otherwise. */
export const useWide = (): boolean =>
  useSyncExternalStore(
    listener => {
      const media = window.matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    () => window.matchMedia(query).matches,
  )
