import { open } from 'node:fs/promises'
import { AppError } from '../../../shared/errors.ts'
import { printable } from './terminal.ts'

/** Longest passphrase file that is read, bytes. */
const FILE_MAX = 4096

const refused = (path: string, why: string, cause?: unknown): AppError =>
  new AppError('key.unreadable', `The passphrase file “${printable(path)}” ${why}.`, {
    next: 'It has to be a file of your own that nobody else can read (chmod 600).',
    cause,
  })

/**
 * The passphrase in a file: its one line. Throws `AppError` key.unreadable for a file that anybody else could read,
 * belongs to somebody else, or is no ordinary file.
 */
export async function readPassphraseFile(path: string): Promise<string> {
  let handle: Awaited<ReturnType<typeof open>>
  try {
    handle = await open(path, 'r')
  } catch (error) {
    throw refused(path, 'can’t be read', error)
  }
  try {
    // Of what was opened, not of what lies there by now.
    const found = await handle.stat()
    if (!found.isFile()) throw refused(path, 'is no ordinary file')
    if (process.platform !== 'win32') {
      if ((found.mode & 0o077) !== 0) throw refused(path, 'can be read by others')
      if (found.uid !== process.getuid?.()) throw refused(path, 'belongs to somebody else')
    }
    if (found.size > FILE_MAX) throw refused(path, 'is too large')
    const text = (await handle.readFile('utf8')).replace(/\r?\n$/, '')
    if (text === '' || /[\r\n]/.test(text)) throw refused(path, 'does not hold exactly one line')
    return text
  } finally {
    await handle.close()
  }
}
