import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { labRequirements, run } from '../lab/index.ts'

const root = join(import.meta.dirname, '../..')
const leftovers = () =>
  readdirSync(tmpdir()).filter(
    name => name.startsWith('novacron-demo-') || name.startsWith('novacron-lab-demo-'),
  )

test('npm run demo -- --once prints the machines of two real hosts and leaves nothing', async () => {
  const missing = labRequirements()
  test.skip(missing.length > 0 && process.env.CI !== 'true', `needs a lab: ${missing.join('; ')}`)
  test.setTimeout(240_000)
  const before = leftovers()
  const demo = [process.execPath, join(root, 'scripts/boot.mjs'), 'demo', '--once']
  const { stdout, stderr } = await run(demo, { timeoutMs: 230_000 })
  for (const host of [1, 2]) {
    const line = stdout.split('\n').find(text => text.includes(`web-${host}`))
    expect(line, stderr).toMatch(new RegExp(`^hyp${host} .*running.*192\\.168\\.122\\.`))
  }
  expect(stdout.trim().split('\n')).toHaveLength(15)
  expect(leftovers()).toEqual(before)
})
