import { expect, test } from 'vitest'
import { passphrase, type TestFolder, testFolder } from '../../core/people/testing/folder.ts'
import { signIn } from './signIn.ts'
import type { Terminal } from './terminal.ts'

/** A terminal on which somebody types these, in order; and what they were asked. */
function terminalOf(...answers: string[]): { terminal: Terminal; asked: string[] } {
  const asked: string[] = []
  const terminal: Terminal = {
    out: () => undefined,
    err: () => undefined,
    interactive: true,
    screen: false,
    rows: 24,
    columns: 80,
    ask: question => {
      asked.push(question)
      return Promise.resolve(answers.shift() ?? null)
    },
  }
  return { terminal, asked }
}

async function withAda(folder: TestFolder) {
  const { client } = await folder.sit()
  await client.session.setUp({ mode: 'people', name: 'Ada', displayName: '', passphrase })
  return client
}

test('the keychain signs in whom it remembers, unless somebody else is meant', async () => {
  await using folder = await testFolder()
  const ada = await withAda(folder)
  await ada.session.remember({ on: true })
  const command = await folder.sit({ shell: 'cli' })
  const quiet = terminalOf()
  await signIn(command.client, { terminal: quiet.terminal, env: {} })
  expect(command.seat.access.person?.name).toBe('Ada')
  expect(quiet.asked).toEqual([])
  const other = await folder.sit({ shell: 'cli' })
  const asked = terminalOf()
  const entering = signIn(other.client, { terminal: asked.terminal, env: { NOVACRON_PERSON: 'Bob' } })
  await expect(entering).rejects.toMatchObject({ code: 'session.required' })
  expect(asked.asked).toEqual(['Passphrase of Bob: '])
})

test('a keychain that forgot falls back to the passphrase', async () => {
  await using folder = await testFolder()
  const ada = await withAda(folder)
  await ada.session.remember({ on: true })
  folder.keychain.entries.clear()
  const command = await folder.sit({ shell: 'cli' })
  const { terminal, asked } = terminalOf('Ada', passphrase)
  await signIn(command.client, { terminal, env: {} })
  expect(asked).toEqual(['Name: ', 'Passphrase of Ada: '])
  expect(command.seat.access.person?.name).toBe('Ada')
})

test('a keychain that can’t be used is named, with the way out of a folder without a passphrase', async () => {
  await using folder = await testFolder()
  const { client } = await folder.sit()
  await client.session.setUp({ mode: 'justMe', unlock: 'keychain' })
  await folder.restart()
  folder.keychain.reason = 'It is locked.'
  const command = await folder.sit({ shell: 'cli' })
  const { terminal } = terminalOf()
  const told: string[] = []
  const entering = signIn(command.client, {
    terminal: { ...terminal, err: text => told.push(text) },
    env: {},
  })
  await expect(entering).rejects.toMatchObject({
    code: 'session.required',
    next: expect.stringMatching(/recovery key/),
  })
  expect(told).toEqual(['It is locked.\n'])
})

test('the code of a second factor is asked for, beside the passphrase and beside the keychain', async () => {
  await using folder = await testFolder()
  const ada = await withAda(folder)
  const { uri } = await ada.session.beginSecondFactor()
  await ada.session.confirmSecondFactor({ code: folder.code(uri) })
  folder.clock.advance(30_000)
  const typed = await folder.sit({ shell: 'cli' })
  const first = terminalOf('Ada', passphrase, folder.code(uri))
  await signIn(typed.client, { terminal: first.terminal, env: {} })
  expect(first.asked.at(-1)).toBe('Code of your second factor: ')
  await ada.session.remember({ on: true })
  folder.clock.advance(30_000)
  const command = await folder.sit({ shell: 'cli' })
  const second = terminalOf(folder.code(uri))
  await signIn(command.client, { terminal: second.terminal, env: {} })
  expect(second.asked).toEqual(['Code of your second factor: '])
  expect(command.seat.access.person?.name).toBe('Ada')
})

test('a wrong code says that it was the code, and what time it was held against', async () => {
  await using folder = await testFolder()
  const ada = await withAda(folder)
  const { uri } = await ada.session.beginSecondFactor()
  await ada.session.confirmSecondFactor({ code: folder.code(uri) })
  const command = await folder.sit({ shell: 'cli' })
  const { terminal } = terminalOf('Ada', passphrase, '000000')
  let said = ''
  const entering = signIn(command.client, {
    terminal: {
      ...terminal,
      err: text => {
        said += text
      },
    },
    env: {},
  })
  await expect(entering).rejects.toMatchObject({ code: 'session.required' })
  expect(said).toContain('That code is not right')
  expect(said).toContain(new Date(folder.clock.nowMs()).toISOString().slice(11, 19))
})
