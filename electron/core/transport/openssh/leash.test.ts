import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../testing/store.ts'

const alive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    // No such process: that is the answer.
    return false
  }
}
async function gone(pid: number): Promise<boolean> {
  for (let look = 0; look < 1_000 && alive(pid); look++) await sleep(25)
  return !alive(pid)
}

/** A process that holds a sleeping one on a leash; tells that one's id. */
async function holder(folder: string, then: string): Promise<{ child: ChildProcess; pid: number }> {
  const program = `
    import { spawn } from 'node:child_process'
    import { leash } from ${JSON.stringify(new URL('leash.ts', import.meta.url).href)}
    const held = spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' })
    const one = leash(held.pid, ${JSON.stringify(folder)})
    ${then}
    console.log(held.pid)
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(child.stdout, 'data')
  return { child, pid: Number(line) }
}

test.skipIf(process.platform === 'win32')(
  'a killed process takes what it held along, with its folder',
  async () => {
    using base = temporaryFolder()
    const folder = join(base.path, 'with a space')
    mkdirSync(folder)
    const { child, pid } = await holder(folder, '')
    try {
      expect(alive(pid)).toBe(true)
      child.kill('SIGKILL')
      expect(await gone(pid)).toBe(true)
      for (let look = 0; look < 1_000 && existsSync(folder); look++) await sleep(25)
      expect(existsSync(folder)).toBe(false)
    } finally {
      child.kill('SIGKILL')
      if (alive(pid)) process.kill(pid, 'SIGKILL')
    }
  },
)

test.skipIf(process.platform === 'win32')('what was released is left alone', async () => {
  using base = temporaryFolder()
  // It tells the id once it has let go.
  const { child, pid } = await holder(base.path, 'one.release()')
  try {
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
    await sleep(300)
    expect(alive(pid)).toBe(true)
    expect(existsSync(base.path)).toBe(true)
  } finally {
    child.kill('SIGKILL')
    process.kill(pid, 'SIGKILL')
  }
})
