import { createDecipheriv, createPrivateKey, createPublicKey, diffieHellman, hkdfSync } from 'node:crypto'
import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Connection } from '../../store/database.ts'
import { databaseName } from '../../store/folder.ts'
import { temporaryFolder } from '../../testing/store.ts'

/** Every value of every table of a copy of the folder's database, as bytes. */
export function rawValues(folder: string): Buffer[] {
  using copy = temporaryFolder()
  for (const suffix of ['', '-wal'])
    if (existsSync(join(folder, databaseName + suffix)))
      copyFileSync(join(folder, databaseName + suffix), join(copy.path, databaseName + suffix))
  const connection = new Connection(join(copy.path, databaseName))
  try {
    return connection
      .column<string>(`SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'`)
      .flatMap(table => connection.rows(`SELECT * FROM ${table}`))
      .flat()
      .filter(value => value !== null)
      .map(value => (Buffer.isBuffer(value) ? value : Buffer.from(String(value))))
  } finally {
    connection.close()
  }
}

/** AES-256-GCM without asking its tag or its binding: whatever the key gives, right or wrong. */
function force(key: Buffer, sealed: Buffer): Buffer {
  const counter = Buffer.concat([sealed.subarray(1, 13), Buffer.of(0, 0, 0, 2)])
  const decipher = createDecipheriv('aes-256-ctr', key, counter)
  return Buffer.concat([decipher.update(sealed.subarray(13, -16)), decipher.final()])
}

/** The key of a sealed box by a private key, whoever it was made for. */
function exchanged(privateKey: Buffer, sealed: Buffer): Buffer | null {
  const own = createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), privateKey]),
    format: 'der',
    type: 'pkcs8',
  })
  const spki = Buffer.from('302a300506032b656e032100', 'hex')
  const ephemeral = sealed.subarray(0, 32)
  const theirs = createPublicKey({ key: Buffer.concat([spki, ephemeral]), format: 'der', type: 'spki' })
  const recipient = createPublicKey(own).export({ format: 'der', type: 'spki' }).subarray(spki.length)
  try {
    const shared = diffieHellman({ privateKey: own, publicKey: theirs })
    return Buffer.from(hkdfSync('sha256', shared, Buffer.concat([ephemeral, recipient]), 'novacron seal', 32))
  } catch {
    // These bytes are no public key.
    return null
  }
}

/**
 * Everything that somebody gets out of raw values with the keys they have: each value opened with each key, as a
 * sealed text and as a sealed box, tags and bindings ignored; what comes out and looks like a key is tried in turn.
 */
export function everythingOpened(values: readonly Buffer[], keys: readonly Buffer[]): Buffer[] {
  const found: Buffer[] = []
  const known = new Map(keys.map(key => [key.toString('hex'), key]))
  const pending = [...known.values()]
  for (let key = pending.pop(); key; key = pending.pop()) {
    for (const value of values) {
      const texts: Buffer[] = []
      if (value.length > 29) texts.push(force(key, value))
      if (value.length > 61) {
        const boxed = exchanged(key, value)
        if (boxed) texts.push(force(boxed, value.subarray(32)))
      }
      for (const text of texts) {
        found.push(text)
        // A key out of a box of a site's key; of the thousands of wrong results one more round is enough.
        if (text.length !== 32 || !keys.includes(key) || known.has(text.toString('hex'))) continue
        known.set(text.toString('hex'), text)
        pending.push(text)
      }
    }
  }
  return found
}

/** Every byte of a folder's files as they lie there. */
export const rawBytes = (folder: string): Buffer =>
  Buffer.concat(readdirSync(folder).map(name => readFileSync(join(folder, name))))
