import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { sshdMissing, startSshd } from './sshd.ts'

const run = promisify(execFile)
const missing = await sshdMissing()

describe.skipIf(missing !== null)('a private sshd', () => {
  test('lets its own key in, counts, and leaves nothing behind', async () => {
    await using sshd = await startSshd({ config: ['MaxAuthTries 3'] })
    const args = [
      '-F',
      'none',
      '-o',
      `UserKnownHostsFile=${sshd.knownHostsFile}`,
      '-o',
      'BatchMode=yes',
      '-p',
      String(sshd.port),
      '-l',
      sshd.user,
    ]
    const { stdout } = await run('ssh', [...args, '-i', sshd.identity.path, '127.0.0.1', 'echo hello'])
    expect(stdout).toBe('hello\n')
    await expect.poll(() => sshd.acceptedCount()).toBe(1)
    await expect(run('ssh', [...args, '-o', 'IdentityFile=none', '127.0.0.1', 'true'])).rejects.toMatchObject(
      {
        code: 255,
      },
    )
    await expect.poll(() => sshd.acceptedCount()).toBe(1)
    const lasting = run('ssh', [...args, '-i', sshd.identity.path, '127.0.0.1', 'sleep 60'])
    const ended = expect(lasting).rejects.toMatchObject({ code: 255 })
    while (sshd.acceptedCount() < 2) await new Promise(resolve => setTimeout(resolve, 10))
    expect((await sshd.sessionPids()).length).toBeGreaterThan(0)
    await sshd.stop()
    await ended
    expect(existsSync(sshd.folder)).toBe(false)
    expect(() => process.kill(sshd.pid, 0)).toThrow('ESRCH')
  })

  test('a config that sshd refuses fails with its words', async () => {
    await expect(startSshd({ config: ['NoSuchOption yes'] })).rejects.toThrow('NoSuchOption')
  })
})
