import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { atMost, atMostOfPeer, median, percentile } from './figure.ts'
import { figuresTable } from './table.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'novacron-bench-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const reached = atMost('list', 1.5, 2, 's')
const missed = atMostOfPeer('stats', 100, 1.15, { name: 'python3-libvirt', measured: 65 }, 'ms')

/** Runs the runner over figure files with these contents. */
function bench(files: Record<string, string>, ...args: string[]) {
  mkdirSync(join(folder, 'figures'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'figures', name), text)
  const main = join(import.meta.dirname, 'main.ts')
  const options = ['--figures', join(folder, 'figures'), '--out', folder]
  return spawnSync(process.execPath, [main, ...options, ...args], { encoding: 'utf8' })
}

const file = (name: string, ...figures: unknown[]) =>
  `export const name = '${name}'\nexport const run = async () => (${JSON.stringify(figures)})`

test('a figure is judged against its bound or its peer', () => {
  expect([reached.ok, atMost('list', 2, 2, 's').ok, atMost('list', 2.01, 2, 's').ok]).toEqual([
    true,
    true,
    false,
  ])
  expect([missed.ok, missed.target]).toEqual([false, 74.75])
  expect(median([5, 1, 9])).toBe(5)
  expect(percentile([...Array(100).keys()], 0.99)).toBe(98)
})

test('the table has a row a figure with its mark', () => {
  const lines = figuresTable([reached, missed]).split('\n')
  expect(lines[1]).toMatch(/^✔ {2}list +1\.5 s +≤ 2 s +–$/)
  expect(lines[2]).toMatch(/^✘ {2}stats +100 ms +≤ 1\.15 × peer +python3-libvirt: 65 ms$/)
})

test('all reached: exit 0 and a document', () => {
  const result = bench({ 'a.ts': file('a', reached), 'shared.ts': 'export const helper = 1' })
  expect(result).toMatchObject({ status: 0 })
  expect(result.stdout).toContain('1 of 1 figures reached')
  const document = JSON.parse(readFileSync(join(folder, 'bench.json'), 'utf8')) as {
    schema: string
    figures: unknown[]
  }
  expect(document).toMatchObject({ schema: 'novacron.bench/1', figures: [{ name: 'list', ok: true }] })
})

test('one missed or thrown: exit 1, the rest still measured', () => {
  const result = bench({
    'a.ts': "export const name = 'a'\nexport const run = async () => { throw new Error('no lab') }",
    'b.ts': file('b', reached, missed),
  })
  expect(result.status).toBe(1)
  expect(result.stdout).toContain('no lab')
  expect(result.stdout).toContain('1 of 3 figures reached')
})

test('one name runs one figure; an unknown one is refused', () => {
  const result = bench({ 'a.ts': file('a', missed), 'b.ts': file('b', reached) }, 'b')
  expect([result.status, result.stdout.includes('stats')]).toEqual([0, false])
  rmSync(join(folder, 'figures'), { recursive: true })
  expect(bench({ 'a.ts': file('a', reached) }, 'z').status).toBe(2)
})
