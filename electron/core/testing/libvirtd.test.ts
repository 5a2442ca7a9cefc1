import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { connectUnix, libvirtdMissing, startLibvirtd } from './libvirtd.ts'

/** A process that ended and nobody has asked after yet has ended. */
function alive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch (error) {
    // It may go between any two looks.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return false
    throw error
  }
}

describe.skipIf(libvirtdMissing() !== null)(`a private libvirtd (${libvirtdMissing() ?? 'present'})`, () => {
  test('serves its own sockets and leaves nothing behind', async () => {
    const daemon = await startLibvirtd()
    for (const path of [daemon.socket, daemon.readOnlySocket]) (await connectUnix(path)).destroy()
    expect(readFileSync(`/proc/${daemon.pid}/comm`, 'utf8').trim()).toBe('libvirtd')
    daemon.freeze()
    await daemon.stop()
    await daemon.stop()
    expect([alive(daemon.pid), existsSync(daemon.folder)]).toEqual([false, false])
    expect(readFileSync('/proc/self/mounts', 'utf8')).not.toContain(daemon.folder)
  })

  test('two run beside each other', async () => {
    await using first = await startLibvirtd()
    await using second = await startLibvirtd()
    expect(first.pid).not.toBe(second.pid)
  })

  test('dies with the process that started it', async () => {
    const start = `import { startLibvirtd } from './libvirtd.ts'
      const { pid, folder } = await startLibvirtd()
      process.stdout.write(JSON.stringify({ pid, folder }))`
    const owner = spawn(process.execPath, ['--input-type=module-typescript', '-e', start], {
      cwd: dirname(import.meta.filename),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [told] = (await once(owner.stdout, 'data')) as [Buffer]
    const { pid, folder } = JSON.parse(told.toString()) as { pid: number; folder: string }
    expect(alive(pid)).toBe(true)
    owner.kill('SIGKILL')
    await once(owner, 'exit')
    await expect.poll(() => alive(pid)).toBe(false)
    rmSync(folder, { recursive: true, force: true })
  })
})
