import { once } from 'node:events'
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { AppError } from '../../../shared/errors.ts'
import { storeError } from '../store/errors.ts'
import { opening, sealing } from './chunks.ts'
import { type BackupHead, damaged, headReach, type ReadHead, readHead, writeHead } from './head.ts'
import { eraseKeys, type FileKeys, openFileKeys } from './keys.ts'

/** Compressed pages of a database may grow this much; more is no database but an attack on the disk. */
const GROWTH_MAX = 1_100

const asError = (error: unknown, path: string): unknown => storeError(error, path)

/** Makes sure that the bytes are on the disk. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** A new file (0600) to write to. It is there from now on: one that opened late would outlive the tidying after a failure. */
async function newFile(path: string): Promise<WriteStream> {
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 })
  await once(file, 'open')
  return file
}

/** Writes the file `from`, compressed and sealed, to the new file `to` (0600, on the disk when this resolves). */
export async function seal(
  from: string,
  to: string,
  head: BackupHead,
  keys: FileKeys,
  signal: AbortSignal,
): Promise<void> {
  const headBytes = writeHead(head, keys)
  const sealed = sealing({ key: keys.chunks, nonce: Buffer.from(head.nonce, 'base64'), head: headBytes })
  try {
    const target = await newFile(to)
    target.write(headBytes)
    await pipeline(createReadStream(from), createGzip({ level: 5 }), sealed, target, { signal })
    await sync(to)
  } catch (error) {
    throw asError(error, to)
  }
}

/** Reads the head of a back-up; touches nothing else. `backup.damaged` or `backup.future`. */
export async function headOf(path: string): Promise<ReadHead> {
  let handle: FileHandle
  try {
    handle = await open(path, 'r')
  } catch (error) {
    throw asError(error, path)
  }
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headReach), 0, headReach, 0)
    return readHead(buffer.subarray(0, bytesRead))
  } finally {
    await handle.close()
  }
}

/** Opens the back-up into the new file `to` (0600), every chunk proven; leaves a part of it behind where it fails. */
export async function unseal(
  from: string,
  to: string,
  { head, bytes }: ReadHead,
  keys: FileKeys,
  signal: AbortSignal,
): Promise<void> {
  const opened = opening({ key: keys.chunks, nonce: Buffer.from(head.nonce, 'base64'), head: bytes })
  let read = 0
  let written = 0
  async function* counted(source: AsyncIterable<Buffer>) {
    for await (const part of source) {
      read += part.length
      yield part
    }
  }
  async function* bounded(source: AsyncIterable<Buffer>) {
    for await (const part of source) {
      written += part.length
      if (written > (read + 1) * GROWTH_MAX) throw damaged('it grows beyond what a database does')
      yield part
    }
  }
  try {
    const target = await newFile(to)
    await pipeline(
      createReadStream(from, { start: bytes.length }),
      opened,
      counted,
      createGunzip(),
      bounded,
      target,
      { signal },
    )
    await sync(to)
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))
      throw damaged('what is in it can’t be unpacked')
    throw asError(error, to)
  }
}

/** Keys of a file by its passphrase; `backup.passphrase` where it is the wrong one. */
export async function keysOf(read: ReadHead, passphrase: string): Promise<FileKeys> {
  const { salt, cost, ephemeral } = read.head
  const keys = await unlock(passphrase, { salt, cost }, ephemeral)
  try {
    read.prove(keys)
    return keys
  } catch (error) {
    eraseKeys(keys)
    throw error
  }
}

async function unlock(...parts: Parameters<typeof openFileKeys>): Promise<FileKeys> {
  try {
    return await openFileKeys(...parts)
  } catch (error) {
    if (error instanceof AppError) throw error
    // The head's sum was right: a point of X25519 that no honest program writes.
    throw damaged('its key can’t be used')
  }
}
