import { expect, test } from 'vitest'
import { otherPassphrase, passphrase, testFolder } from './testing/folder.ts'

test('the audit is told who came, was refused, locked and left, and never what was typed as a name', async () => {
  await using folder = await testFolder()
  const { client } = await folder.sit()
  await client.session.setUp({ mode: 'people', name: 'Ada', displayName: '', passphrase })
  await client.session.lock()
  const wrong = (name: string, secret: string) =>
    expect(client.session.signIn({ name, passphrase: secret })).rejects.toMatchObject({
      data: { code: 'signIn.refused' },
    })
  await wrong('Ada', otherPassphrase)
  await wrong('brisk lantern', otherPassphrase)
  await client.session.signIn({ name: 'Ada', passphrase })
  await client.session.signOut()
  await client.session.signIn({ name: 'Ada', passphrase })
  const { entries } = await client.audit.list({})
  const door = entries.filter(each => each.act.startsWith('session.')).toReversed()
  expect(door.map(({ act, person, result }) => [act, person, result])).toEqual([
    ['session.setUp', 'Ada', 'done'],
    ['session.signIn', 'Ada', 'done'],
    ['session.lock', 'Ada', 'done'],
    ['session.signIn', 'Ada', 'refused'],
    ['session.signIn', null, 'refused'],
    ['session.signIn', 'Ada', 'done'],
    ['session.signOut', 'Ada', 'done'],
    ['session.signIn', 'Ada', 'done'],
  ])
  expect(JSON.stringify(entries)).not.toMatch(/lantern|otter/)
})
