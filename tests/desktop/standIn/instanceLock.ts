import { mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const LOCK = 'stand-in.lock'
const SECOND = /^second-\d+\.json$/

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    // No such process: what it left is nobody's.
    return false
  }
}

/** One process a folder: true and `heard` for every later one, or false after handing `said` to the first. */
export function claimFolder(folder: string, said: object, heard: (said: unknown) => void): boolean {
  mkdirSync(folder, { recursive: true })
  const lock = join(folder, LOCK)
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    if (isAlive(Number(readFileSync(lock, 'utf8')))) {
      writeFileSync(join(folder, `second-${process.pid}.json`), JSON.stringify(said))
      return false
    }
    writeFileSync(lock, String(process.pid))
  }
  process.once('exit', () => rmSync(lock, { force: true }))
  const watcher = watch(folder, (_kind, name) => {
    if (name === null || !SECOND.test(name)) return
    const file = join(folder, name)
    try {
      const text = readFileSync(file, 'utf8')
      if (text === '') return // written in a moment
      rmSync(file)
      heard(JSON.parse(text))
    } catch (error) {
      // One file is told several times; the first time took it.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    }
  })
  watcher.unref()
  return true
}
