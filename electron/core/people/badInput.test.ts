import { expect, test } from 'vitest'
import { otherPassphrase, passphrase, type TestFolder, testFolder } from './testing/folder.ts'

const refusedWith = (code: string) => ({ data: { code } })
const MINUTE_MS = 60_000

/** Ada with a second factor, and another seat at which she is not signed in. */
async function withFactor(folder: TestFolder) {
  const { client } = await folder.sit()
  await client.session.setUp({ mode: 'people', name: 'Ada', displayName: '', passphrase })
  const { uri } = await client.session.beginSecondFactor()
  await client.session.confirmSecondFactor({ code: folder.code(uri) })
  const { client: away } = await folder.sit()
  const enter = (code?: string) =>
    away.session.signIn({ name: 'Ada', passphrase, ...(code === undefined ? {} : { code }) })
  return { uri, enter }
}

test('an unknown person, a wrong passphrase and a wrong code are refused in the same words', async () => {
  await using folder = await testFolder()
  const { uri, enter } = await withFactor(folder)
  const { client } = await folder.sit()
  const said = async (work: Promise<unknown>): Promise<unknown> => {
    const error = await work.then(
      () => null,
      (thrown: { data?: { code: string; message: string; next?: string } }) => thrown.data,
    )
    return error && { code: error.code, message: error.message, next: error.next }
  }
  const unknown = await said(client.session.signIn({ name: 'Eve', passphrase }))
  expect(unknown).toMatchObject({ code: 'signIn.refused' })
  expect(await said(client.session.signIn({ name: 'Ada', passphrase: otherPassphrase }))).toEqual(unknown)
  const right = folder.code(uri)
  const wrong = String((Number(right) + 1) % 1_000_000).padStart(6, '0')
  expect(await said(enter(wrong))).toEqual(unknown)
})

test('a code works once, and only while the clocks agree within half a minute', async () => {
  await using folder = await testFolder()
  const { uri, enter } = await withFactor(folder)
  await expect(enter(folder.code(uri)), 'used to confirm it').rejects.toMatchObject(
    refusedWith('signIn.refused'),
  )
  folder.clock.advance(10 * MINUTE_MS)
  const nowMs = folder.clock.nowMs()
  for (const off of [-2 * MINUTE_MS, 2 * MINUTE_MS])
    await expect(enter(folder.code(uri, nowMs + off))).rejects.toMatchObject({
      data: { code: 'signIn.refused', data: { nowMs: expect.any(Number) } },
    })
  folder.clock.advance(10 * MINUTE_MS)
  const late = folder.code(uri, folder.clock.nowMs() - 30_000)
  expect(await enter(late)).toMatchObject({ state: { person: { name: 'Ada' } } })
  await expect(enter(late), 'again').rejects.toMatchObject(refusedWith('signIn.refused'))
})
