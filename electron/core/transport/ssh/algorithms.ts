import type { Algorithms } from 'ssh2'
import { matchesPattern } from '../sshConfig/patterns.ts'
import type { SshSettings } from '../sshConfig/settings.ts'

/** What ssh2 can do, in the order we prefer; the second list is used only where ssh config asks for it. */
const offered = {
  kex: [
    [
      'curve25519-sha256',
      'curve25519-sha256@libssh.org',
      'ecdh-sha2-nistp256',
      'ecdh-sha2-nistp384',
      'ecdh-sha2-nistp521',
      'diffie-hellman-group-exchange-sha256',
      'diffie-hellman-group14-sha256',
      'diffie-hellman-group16-sha512',
      'diffie-hellman-group18-sha512',
    ],
    ['diffie-hellman-group-exchange-sha1', 'diffie-hellman-group14-sha1', 'diffie-hellman-group1-sha1'],
  ],
  serverHostKey: [
    [
      'ssh-ed25519',
      'ecdsa-sha2-nistp256',
      'ecdsa-sha2-nistp384',
      'ecdsa-sha2-nistp521',
      'rsa-sha2-512',
      'rsa-sha2-256',
    ],
    ['ssh-rsa', 'ssh-dss'],
  ],
  cipher: [
    [
      'aes128-gcm@openssh.com',
      'aes256-gcm@openssh.com',
      'aes128-ctr',
      'aes192-ctr',
      'aes256-ctr',
      'chacha20-poly1305@openssh.com',
    ],
    ['aes256-cbc', 'aes192-cbc', 'aes128-cbc', '3des-cbc'],
  ],
  hmac: [
    [
      'hmac-sha2-256-etm@openssh.com',
      'hmac-sha2-512-etm@openssh.com',
      'hmac-sha2-256',
      'hmac-sha2-512',
      'hmac-sha1-etm@openssh.com',
      'hmac-sha1',
    ],
    ['hmac-sha1-96', 'hmac-md5'],
  ],
} as const

/** Signature algorithms that a key type is proven with. */
const byKeyType: Readonly<Record<string, readonly string[]>> = {
  'ssh-rsa': ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'],
}

/**
 * Algorithms to offer: ssh config's lists as far as ssh2 has them, and the host key types already
 * known for the host first, as OpenSSH does, so that a known key is asked for.
 */
export function chooseAlgorithms(
  settings: Pick<SshSettings, 'algorithms'> & { compression: boolean },
  knownTypes: readonly string[],
): Algorithms {
  const { algorithms, compression } = settings
  const hostKey = applyList(algorithms.hostKey, offered.serverHostKey)
  const preferred = knownTypes
    .flatMap(type => byKeyType[type] ?? [type])
    .filter(name => hostKey.includes(name))
  return {
    kex: applyList(algorithms.kex, offered.kex),
    serverHostKey: [...new Set([...preferred, ...hostKey])],
    cipher: applyList(algorithms.cipher, offered.cipher),
    hmac: applyList(algorithms.mac, offered.hmac),
    compress: compression ? ['zlib@openssh.com', 'none'] : ['none'],
  } as Algorithms
}

/** OpenSSH's list syntax: `+` adds at the end, `^` at the front, `-` takes out (wildcards), else the whole list. */
export function applyList(
  written: string | undefined,
  [usual, extra]: readonly [readonly string[], readonly string[]],
): string[] {
  if (written === undefined) return [...usual]
  const sign = /^[-+^]/.exec(written)?.[0] ?? ''
  const names = written.slice(sign.length).split(',')
  const known = [...usual, ...extra].filter(name => names.some(pattern => matchesPattern(name, pattern)))
  const ordered = names.flatMap(pattern => known.filter(name => matchesPattern(name, pattern)))
  if (sign === '-') return usual.filter(name => !known.includes(name))
  if (sign === '+') return [...new Set([...usual, ...ordered])]
  if (sign === '^') return [...new Set([...ordered, ...usual])]
  // A list of which ssh2 has nothing would end every attempt; then what ssh2 has is offered.
  return ordered.length > 0 ? [...new Set(ordered)] : [...usual]
}
