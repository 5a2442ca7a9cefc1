import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { PersonId } from '../../../../shared/ids.ts'
import { Connection } from '../../store/database.ts'
import { databaseName } from '../../store/folder.ts'
import { seal } from '../../vault/aead.ts'
import { Derivations } from '../../vault/argon2.ts'
import { makeDoor, newSalt, noCost, openDoor, type PersonSecrets } from '../../vault/doors.ts'
import { doorKeyOf } from '../../vault/keys.ts'
import { printRecoveryKey } from '../../vault/recoveryKey.ts'
import type { OpenKeys } from '../../vault/ring.ts'
import { publicKeyOf } from '../../vault/sealedBox.ts'
import { installationId } from '../../vault/tables/installation.ts'
import { peopleTables } from '../../vault/tables/people.ts'
import { keyOf, readDocument, type RegisterDocument, writeDocument } from '../document.ts'
import { COVERS_KEY, readFacts } from '../facts.ts'
import { Seals } from '../seals.ts'
import { newAuthority } from '../signing.ts'

/** Somebody with every byte of a folder and a program of their own. */
export function tamper<T>(folder: string, work: (database: Connection) => T): T {
  const database = new Connection(join(folder, databaseName), { mustExist: true })
  try {
    return work(database)
  } finally {
    database.close()
  }
}

/** Puts keys of the forger's own behind a printed key of somebody else; that key. */
export function forgeDoor(database: Connection, personId: PersonId, secrets: PersonSecrets): string {
  const random = randomBytes(32)
  const salt = newSalt()
  const place = { installation: installationId(database) ?? '', personId, kind: 'recovery' } as const
  const people = peopleTables(database)
  people.putDoor(personId, 'recovery', makeDoor(place, doorKeyOf(random, salt), salt, noCost, secrets))
  people.setPublicKey(personId, publicKeyOf(secrets.privateKey))
  return printRecoveryKey(random)
}

/** Signs what lies in the tables with a key of the forger's own, and seals that to everybody. */
export function forgeRegister(database: Connection): void {
  const { secret, publicKey } = newAuthority()
  const facts = readFacts(database)
  const holders = database.column<PersonId>('SELECT person_id FROM vault_people')
  const document: RegisterDocument = {
    format: 'novacron.register/1',
    installation: installationId(database) ?? '',
    version: 1_000,
    chain: [{ n: 0, key: publicKey, signature: '' }],
    holders,
    facts,
  }
  writeDocument(database, document, secret)
  const people = peopleTables(database)
  for (const id of holders) new Seals(database).put(id, people.publicKey(id) ?? never(), 0, secret)
}

/** The folder as a version left it that signed people and rights alone; the ring is of somebody who may sign. */
export function withoutCovers(database: Connection, ring: OpenKeys): void {
  database.run('DELETE FROM settings WHERE key = ?', COVERS_KEY)
  database.run(`DELETE FROM vault_records WHERE kind = 'destination'`)
  const stored = readDocument(database, installationId(database) ?? '')
  if (stored.state !== 'signed') throw new Error('there is no register')
  const { document } = stored
  const secret = new Seals(database).open(ring, keyOf(document)) ?? never()
  writeDocument(database, { ...document, version: document.version + 1, facts: readFacts(database) }, secret)
}

/** The folder as a version without a register left it: keys behind passphrases, in doors that say nothing of a pin. */
export async function withoutRegister(
  database: Connection,
  passphrases: ReadonlyMap<PersonId, string>,
): Promise<void> {
  const people = peopleTables(database)
  const installation = installationId(database) ?? ''
  for (const table of ['register_texts', 'register_seals', 'register_pins'])
    database.run(`DELETE FROM ${table}`)
  database.run('DELETE FROM settings WHERE key = ?', COVERS_KEY)
  database.run(`DELETE FROM vault_doors WHERE kind <> 'passphrase'`)
  for (const [personId, passphrase] of passphrases) {
    const door = people.door(personId, 'passphrase') ?? never()
    const { salt, cost } = door
    const key = await new Derivations().derive(passphrase, salt, cost)
    const opened = openDoor({ installation, personId, kind: 'passphrase' }, key, door)
    if (opened === null || opened === 'damaged') throw new Error('this door does not open')
    const bound = [
      'vault_doors',
      installation,
      personId,
      'passphrase',
      salt.toString('hex'),
      cost.memoryKib,
      cost.passes,
    ]
    const sealed = seal(key, bound, Buffer.concat([opened.privateKey, opened.ownKey]))
    const digest = createHash('sha256').update(JSON.stringify(bound)).update(sealed).digest()
    people.putDoor(personId, 'passphrase', { salt, cost, sealed, digest })
  }
}

function never(): never {
  throw new Error('nobody without keys')
}
