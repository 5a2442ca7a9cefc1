import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeKey } from '../../testing/sshd.ts'
import { inspectKey, KeyFileProblem, readKeyFile, unlockKey } from './keyFile.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'novacron-keyfile-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('an encrypted key shows its public half without the passphrase, and opens with it only', async () => {
  const { path, publicLine } = await makeKey(join(folder, 'locked'), 'ed25519', 'pass')
  await rm(`${path}.pub`)
  const file = await readKeyFile(path)
  expect(file).toMatchObject({ encrypted: true, path })
  expect(file?.blob?.toString('base64')).toBe(publicLine.split(' ')[1])
  expect(unlockKey(file?.text ?? '', 'wrong')).toBeNull()
  expect(unlockKey(file?.text ?? '', 'pass')?.blob.equals(file?.blob ?? Buffer.alloc(0))).toBe(true)
})

test('Ed25519 in PKCS#8, which ssh2 doesn’t read, signs as OpenSSH would', async () => {
  const path = join(folder, 'pkcs8')
  execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', path])
  const file = await readKeyFile(path)
  const signer = unlockKey(file?.text ?? '', undefined)
  expect(signer?.sign(Buffer.from('data'), undefined)).toHaveLength(64)
  execFileSync('openssl', ['pkey', '-in', path, '-aes256', '-passout', 'pass:secret', '-out', `${path}.enc`])
  const locked = await readKeyFile(`${path}.enc`)
  expect([locked?.encrypted, locked?.blob]).toEqual([true, null])
  expect(unlockKey(locked?.text ?? '', 'no')).toBeNull()
  expect(unlockKey(locked?.text ?? '', 'secret')?.blob.equals(signer?.blob ?? Buffer.alloc(0))).toBe(true)
})

test('a public half alone names a key that an agent may hold', async () => {
  const { path, publicLine } = await makeKey(join(folder, 'half'))
  await rm(path)
  for (const name of [path, `${path}.pub`]) {
    const file = await readKeyFile(name)
    expect([file?.text, file?.blob?.toString('base64')]).toEqual([null, publicLine.split(' ')[1]])
  }
  expect(await readKeyFile(join(folder, 'none'))).toBeNull()
})

test('PuTTY’s form shows its public half; what is no key is a problem', async () => {
  const { publicLine } = await makeKey(join(folder, 'rsa'), 'rsa')
  const base64 = publicLine.split(' ')[1] ?? ''
  const ppk = (encryption: string) =>
    `PuTTY-User-Key-File-2: ssh-rsa\r\nEncryption: ${encryption}\r\nComment: c\r\nPublic-Lines: 1\r\n${base64}\r\nPrivate-Lines: 1\r\nAAAA\r\nPrivate-MAC: 00\r\n`
  expect(inspectKey(ppk('aes256-cbc'))).toEqual({ encrypted: true, blob: Buffer.from(base64, 'base64') })
  expect(inspectKey(ppk('none')).encrypted).toBe(false)
  for (const text of [
    'hello',
    '',
    '-----BEGIN OPENSSH PRIVATE KEY-----\n!!!\n-----END OPENSSH PRIVATE KEY-----',
  ]) {
    await writeFile(join(folder, 'junk'), text, { mode: 0o600 })
    await expect(readKeyFile(join(folder, 'junk'))).rejects.toBeInstanceOf(KeyFileProblem)
  }
  await writeFile(join(folder, 'huge'), Buffer.alloc(2 << 20), { mode: 0o600 })
  await expect(readKeyFile(join(folder, 'huge'))).rejects.toThrow('too large')
  await expect(readKeyFile(folder)).rejects.toBeInstanceOf(KeyFileProblem)
})
