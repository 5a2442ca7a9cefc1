import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeKey } from '../../testing/sshd.ts'
import { unlockAside } from './keyWorker.ts'

test('opens every type beside the event loop, which goes on meanwhile', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'novacron-worker-'))
  try {
    for (const type of ['ed25519', 'ecdsa', 'rsa'] as const) {
      const { path, publicLine } = await makeKey(join(folder, type), type, 'pass')
      const text = await readFile(path, 'utf8')
      let turns = 0
      const timer = setInterval(() => turns++, 1)
      const signer = await unlockAside(text, 'pass')
      clearInterval(timer)
      expect(signer?.blob.toString('base64')).toBe(publicLine.split(' ')[1])
      expect(signer?.sign(Buffer.from('data'), type === 'rsa' ? 'sha512' : undefined).length).toBeGreaterThan(
        60,
      )
      expect(turns).toBeGreaterThan(0)
      expect(await unlockAside(text, 'wrong')).toBeNull()
    }
    expect(await unlockAside('no key at all', 'x')).toBeNull()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
