import { expect, test } from 'vitest'
import { strengthOf } from './strength.ts'

const rules = { minScore: 3, minLength: 12 }
const enough = async (passphrase: string, ...known: string[]) =>
  (await strengthOf(passphrase, known, rules)).enough

test.each([
  'P4$$w0rd123!',
  '$up3rm4n1234',
  '4dm1n1str4t0r',
  'iloveyou2024',
  'novacronnovacron',
  'qwertyuiopasdfgh',
])('%s is too easy to guess', async passphrase => {
  expect(await enough(passphrase)).toBe(false)
})

test('several words are enough, a person’s own name is not', async () => {
  expect(await enough('wandering otter paints nine')).toBe(true)
  expect(await enough('ada lovelace ada', 'ada lovelace')).toBe(false)
})

test('however many ask at once, everything else has its turn between two of them', async () => {
  await enough('loaded now')
  let turns = 0
  const counting = setInterval(() => turns++, 0)
  const asked = 12
  await Promise.all(Array.from({ length: asked }, () => enough('1a2b3c4d5e6f7g8h9i0'.repeat(4))))
  clearInterval(counting)
  expect(turns).toBeGreaterThanOrEqual(asked - 2)
})
