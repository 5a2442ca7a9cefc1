import { renameSync, rmSync } from 'node:fs'

/** Puts a finished folder in its place, whole; where another process was first, that one's stays and this is dropped. */
export function putInPlace(made: string, place: string): void {
  try {
    renameSync(made, place)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
    rmSync(made, { recursive: true, force: true })
  }
}
