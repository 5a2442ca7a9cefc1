import { expect, test } from 'vitest'
import { temporaryStore } from '../testing/store.ts'
import { follows, keyOf, nextLink, readDocument, type RegisterDocument, writeDocument } from './document.ts'
import { newAuthority } from './signing.ts'

const first = newAuthority()
const second = newAuthority()
const third = newAuthority()
const chain = [
  { n: 0, key: first.publicKey, signature: '' },
  nextLink('here', 1, second.publicKey, first.secret),
  nextLink('here', 2, third.publicKey, second.secret),
]
const document: RegisterDocument = {
  format: 'novacron.register/1',
  installation: 'here',
  version: 3,
  chain,
  holders: [],
  facts: [['group', ['g'], ['ops']]],
}

test('what was signed is read again, by either copy', () => {
  using owned = temporaryStore()
  const { database } = owned.store
  expect(readDocument(database, 'here')).toEqual({ state: 'none' })
  writeDocument(database, document, third.secret)
  expect(readDocument(database, 'here')).toEqual({ state: 'signed', document })
  for (const copy of [1, 2]) {
    const [text] = database.column<string>('SELECT text FROM register_texts WHERE copy = ?', copy)
    for (const other of ['', '{', 'null', '[]', text?.replace('ops', 'own') ?? '']) {
      database.run('UPDATE register_texts SET text = ? WHERE copy = ?', other, copy)
      expect(readDocument(database, 'here')).toEqual({ state: 'signed', document })
    }
    database.run('UPDATE register_texts SET text = ? WHERE copy = ?', text ?? '', copy)
  }
  database.run(`UPDATE register_texts SET signature = 'x'`)
  expect(readDocument(database, 'here')).toEqual({ state: 'broken' })
})

test('an older copy beside a newer one does not count', () => {
  using owned = temporaryStore()
  const { database } = owned.store
  writeDocument(database, document, third.secret)
  const [old] = database.rows<[string, string]>('SELECT text, signature FROM register_texts')
  writeDocument(database, { ...document, version: 4 }, third.secret)
  database.run('UPDATE register_texts SET text = ?, signature = ? WHERE copy = 1', ...(old ?? ['', '']))
  expect(readDocument(database, 'here')).toMatchObject({ document: { version: 4 } })
})

test('one of another installation, or signed by a key of before, is none', () => {
  using owned = temporaryStore()
  const { database } = owned.store
  writeDocument(database, document, third.secret)
  expect(readDocument(database, 'there')).toEqual({ state: 'broken' })
  writeDocument(database, document, second.secret)
  expect(readDocument(database, 'here')).toEqual({ state: 'broken' })
})

test('its key follows from each of those before, each named by the one before it', () => {
  expect(keyOf(document).key).toBe(third.publicKey)
  for (const { publicKey } of [first, second, third]) expect(follows(document, publicKey)).toBe(true)
  expect(follows(document, newAuthority().publicKey)).toBe(false)
  const own = newAuthority()
  const forged = [
    // Named by itself, by a stranger, for another number, for another installation.
    { n: 2, key: own.publicKey, signature: '' },
    nextLink('here', 2, own.publicKey, own.secret),
    { ...nextLink('here', 3, own.publicKey, second.secret), n: 2 },
    nextLink('there', 2, own.publicKey, second.secret),
  ]
  for (const link of forged) {
    const other = { ...document, chain: [...chain.slice(0, 2), link] }
    expect(follows(other, first.publicKey)).toBe(false)
    expect(follows(other, second.publicKey)).toBe(false)
  }
  // One link left out.
  expect(follows({ ...document, chain: chain.filter(({ n }) => n !== 1) }, first.publicKey)).toBe(false)
})
