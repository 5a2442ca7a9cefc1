import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '../../../shared/errors.ts'
import { headProof, type FileKeys, KeyCost, sameBytes } from './keys.ts'

/** First bytes of every back-up; the digit is the format's version. */
const MAGIC = Buffer.from('NOVACRONBACKUP1\n')
const MAGIC_ANY = Buffer.from('NOVACRONBACKUP')
const LENGTH_BYTES = 4
const PROOF_BYTES = 32
const SUM_BYTES = 32
/** Longest head that is read. */
const HEAD_MAX = 16_384

/** What a back-up says of itself to everybody; all of it is bound to the contents. */
export const BackupHead = z.object({
  madeAtMs: z.number(),
  version: z.string().max(100),
  schema: z.number().int().min(0),
  automatic: z.boolean(),
  salt: z.string().max(100),
  cost: KeyCost,
  ephemeral: z.string().max(100),
  /** First seven bytes of every chunk's nonce. */
  nonce: z.string().max(20),
  compression: z.literal('gzip'),
})
export type BackupHead = z.infer<typeof BackupHead>

/** A random beginning of nonces; the key is of this file alone, so that no nonce is ever met twice. */
export const newNonce = (): string => randomBytes(7).toString('base64')

/** A file that is not what was written; `backup.damaged`. */
export const damaged = (why: string): AppError =>
  new AppError('backup.damaged', `This back-up is damaged: ${why}.`, {
    next: 'Use another back-up. Nothing was changed.',
  })

const checksum = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest()

/** The head's bytes: magic, length, JSON, proof of the key, and a checksum of all that. */
export function writeHead(head: BackupHead, keys: FileKeys): Buffer {
  const json = Buffer.from(JSON.stringify(head))
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(json.length)
  const said = Buffer.concat([MAGIC, length, json])
  const proven = Buffer.concat([said, headProof(keys, said)])
  return Buffer.concat([proven, checksum(proven)])
}

/** A head as it was read, before anybody's key is known. */
export interface ReadHead {
  head: BackupHead
  /** All its bytes: what the chunks are bound to, and where they begin. */
  bytes: Buffer
  /** Throws `backup.passphrase` where the keys are not those it was made with. */
  prove(keys: FileKeys): void
}

/** Longest piece of a file's beginning that `readHead` may need. */
export const headReach = MAGIC.length + LENGTH_BYTES + HEAD_MAX + PROOF_BYTES + SUM_BYTES

/** Reads the head from a file's beginning; `backup.damaged`, or `backup.future` for another format's version. */
export function readHead(start: Buffer): ReadHead {
  if (!start.subarray(0, MAGIC.length).equals(MAGIC)) {
    if (!start.subarray(0, MAGIC_ANY.length).equals(MAGIC_ANY)) throw damaged('it does not begin as one does')
    throw new AppError(
      'backup.future',
      'This back-up was written in a form that this version does not know.',
      {
        next: 'Install the version that made it. Nothing was changed.',
      },
    )
  }
  if (start.length < MAGIC.length + LENGTH_BYTES) throw damaged('it ends within its head')
  const length = start.readUInt32BE(MAGIC.length)
  const proofAt = MAGIC.length + LENGTH_BYTES + length
  const end = proofAt + PROOF_BYTES + SUM_BYTES
  if (length > HEAD_MAX) throw damaged('its head is too long')
  if (start.length < end) throw damaged('it ends within its head')
  const sum = start.subarray(end - SUM_BYTES, end)
  if (!sameBytes(checksum(start.subarray(0, end - SUM_BYTES)), sum)) throw damaged('its head was changed')
  const head = parse(start.subarray(MAGIC.length + LENGTH_BYTES, proofAt))
  return {
    head,
    bytes: start.subarray(0, end),
    prove(keys) {
      const proof = start.subarray(proofAt, proofAt + PROOF_BYTES)
      if (sameBytes(headProof(keys, start.subarray(0, proofAt)), proof)) return
      throw new AppError('backup.passphrase', 'This passphrase does not open the back-up.', {
        next: 'Type the one it was made with. Nothing was changed.',
      })
    },
  }
}

const bytesOf = (text: string): number => Buffer.from(text, 'base64').length

function parse(json: Buffer): BackupHead {
  const read = BackupHead.safeParse(jsonOf(json))
  if (!read.success) throw damaged('its head can’t be read')
  const { salt, ephemeral, nonce } = read.data
  if (bytesOf(salt) !== 16 || bytesOf(ephemeral) !== 32 || bytesOf(nonce) !== 7)
    throw damaged('its head can’t be read')
  return read.data
}

function jsonOf(json: Buffer): unknown {
  try {
    return JSON.parse(json.toString('utf8'))
  } catch {
    // The same as a document that does not fit.
    return null
  }
}
