import { createHash } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { run } from './command.ts'

/** Makes a key pair at `path` (and `path.pub`), replacing what is there. */
export async function makeKey(path: string, type: 'ed25519' | 'rsa' | 'ecdsa' = 'ed25519'): Promise<void> {
  for (const file of [path, `${path}.pub`]) rmSync(file, { force: true })
  const bits = type === 'rsa' ? ['-b', '2048'] : []
  await run(['ssh-keygen', '-q', '-t', type, ...bits, '-N', '', '-C', 'lab', '-f', path])
}

/** A public key file's `type base64`. */
export function publicKey(path: string): string {
  return readFileSync(`${path}.pub`, 'utf8').trim().split(' ').slice(0, 2).join(' ')
}

/** The fingerprint as OpenSSH prints it: `SHA256:` and the unpadded base64 of the key's digest. */
export function fingerprint(publicKeyText: string): string {
  const blob = Buffer.from(publicKeyText.split(' ')[1] ?? '', 'base64')
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`
}
