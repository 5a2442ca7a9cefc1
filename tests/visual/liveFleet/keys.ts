import { createHash, createPrivateKey, createPublicKey } from 'node:crypto'

/** One ed25519 key, the same in every run for the same label: a host's, or a person's. It opens nothing but the made-up hosts. */
export interface MadeUpKey {
  /** In OpenSSH's own form. */
  readonly private: string
  /** `ssh-ed25519 AAAA…`, as known_hosts has it. */
  readonly public: string
}

/** PKCS #8 before the 32 bytes of an ed25519 key. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')
const TYPE = 'ssh-ed25519'
const BLOCK = 8

/** Makes the key of a label. */
export function madeUpKey(label: string): MadeUpKey {
  const seed = createHash('sha256').update(`made-up key ${label}`).digest()
  const secret = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
  const open = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32)
  const blob = Buffer.concat([text(TYPE), text(open)])
  const check = seed.subarray(0, 4)
  const inner = Buffer.concat([
    check,
    check,
    text(TYPE),
    text(open),
    text(Buffer.concat([seed, open])),
    text(label),
  ])
  const padding = Buffer.from(
    Array.from({ length: (BLOCK - (inner.length % BLOCK)) % BLOCK }, (_, at) => at + 1),
  )
  const whole = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    text('none'),
    text('none'),
    text(''),
    Buffer.from([0, 0, 0, 1]),
    text(blob),
    text(Buffer.concat([inner, padding])),
  ])
  const lines = whole.toString('base64').match(/.{1,70}/g) ?? []
  return {
    private: ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join(
      '\n',
    ),
    public: `${TYPE} ${blob.toString('base64')}`,
  }
}

function text(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}
