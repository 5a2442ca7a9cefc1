import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../testing/store.ts'
import { makePrivateFile } from './folder.ts'
import { lockFolder } from './lock.ts'

/** Another process that takes the lock, says so, and keeps it until it is killed. */
async function holder(folder: string): Promise<AsyncDisposable & { child: ChildProcess; took: boolean }> {
  const program = `
    const { lockFolder } = await import(${JSON.stringify(new URL('./lock.ts', import.meta.url).href)})
    const lock = lockFolder(${JSON.stringify(folder)})
    process.stdout.write(lock ? 'taken' : 'refused')
    process.stdin.on('end', () => process.exit(lock ? 0 : 1)).resume()`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const [said] = await once(child.stdout, 'data')
  return {
    child,
    took: String(said) === 'taken',
    [Symbol.asyncDispose]: () => kill(child),
  }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

test('one holder at a time in one process, and the next after it', () => {
  using folder = temporaryFolder()
  const first = lockFolder(folder.path)
  expect(first?.folder).toBe(folder.path)
  expect(lockFolder(folder.path)).toBeNull()
  first?.close()
  first?.close()
  const second = lockFolder(folder.path)
  expect(second).not.toBeNull()
  second?.close()
})

test('another process is kept out, and gets in when this one lets go', async () => {
  using folder = temporaryFolder()
  const mine = lockFolder(folder.path)
  // Refused attempts open and close the file; that must not drop what is held.
  expect(lockFolder(folder.path)).toBeNull()
  makePrivateFile(join(folder.path, 'lock.sqlite'))
  {
    await using other = await holder(folder.path)
    expect(other.took).toBe(false)
  }
  mine?.close()
  await using other = await holder(folder.path)
  expect(other.took).toBe(true)
})

test('a killed holder leaves nothing behind', async () => {
  using folder = temporaryFolder()
  await using other = await holder(folder.path)
  expect(other.took).toBe(true)
  expect(lockFolder(folder.path)).toBeNull()
  await kill(other.child)
  const mine = lockFolder(folder.path)
  expect(mine).not.toBeNull()
  expect(readdirSync(folder.path)).toEqual(['lock.sqlite'])
  expect(statSync(join(folder.path, 'lock.sqlite')).size).toBe(0)
  mine?.close()
})
