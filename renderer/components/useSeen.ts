import { useState } from 'react'

/** Whether what has this name was there at a time while it was looked at here. */
export function useSeen(id: string | null, isThere: boolean): boolean {
  const [seen, setSeen] = useState<string | null>(null)
  if (isThere && seen !== id) setSeen(id)
  return id !== null && (isThere || seen === id)
}
