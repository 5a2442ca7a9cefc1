import { expect, test } from 'vitest'
import type { BackupDifference } from '../../../shared/contract/backup.ts'
import type { RegisterDocument } from './document.ts'
import { type RegisterInside, registerDifferences } from './inside.ts'

const signed = (key: string, version: number, wrong = 0): RegisterInside => {
  const chain = [{ n: 0, key, signature: '' }]
  const document: RegisterDocument = {
    format: 'novacron.register/1',
    installation: 'here',
    version,
    chain,
    holders: [],
    facts: [],
  }
  return { state: 'signed', document, wrong }
}
const none: RegisterInside = { state: 'none', wrong: 0 }
const broken: RegisterInside = { state: 'broken', wrong: 0 }

test.each<[RegisterInside, RegisterInside, BackupDifference[]]>([
  [none, none, []],
  [none, signed('a', 1), [{ code: 'registerNone' }]],
  [broken, signed('a', 1), [{ code: 'registerBroken' }]],
  [signed('a', 1), none, []],
  [signed('a', 3), signed('a', 3), []],
  [signed('a', 2), signed('a', 3), [{ code: 'registerVersion', now: 3, after: 2 }]],
  [signed('b', 3), signed('a', 3), [{ code: 'registerForeign' }]],
  [signed('a', 3, 1), signed('a', 3), [{ code: 'registerRows', rows: 1 }]],
  [signed('a', 3, 2), none, [{ code: 'registerRows', rows: 2 }]],
])('what is said of a back-up’s register, %#', (then, now, told) => {
  expect(registerDifferences(then, now)).toEqual(told)
})
