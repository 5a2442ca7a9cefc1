import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { forms, found, foundInFiles } from './traces.ts'
import { makeSeeds } from './seeds.ts'

const Told = z.object({
  called: z.array(z.string()),
  answered: z.number(),
  shown: z.record(z.string(), z.string()),
})

interface Run {
  code: number | null
  signal: string | null
  printed: string
  came: Buffer
  folder: string
  told: z.infer<typeof Told>
}

const { seeds, secrets } = makeSeeds()
let base: string

const endings = ['close', 'throw', 'kill'] as const
const runs = new Map<string, Run>()

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'novacron-secrets-'))
  // They mostly listen to streams: beside each other.
  await Promise.all(endings.map(async ending => runs.set(ending, await run(ending))))
}, 300_000)
afterAll(() => rmSync(base, { recursive: true, force: true, maxRetries: 10 }))

/** One child in a folder of its own; its reports and crash files go there too. */
async function run(ending: (typeof endings)[number]): Promise<Run> {
  const place = mkdtempSync(join(base, `${ending}-`))
  const folder = join(place, 'data')
  const seedFile = join(base, `${ending}.json`)
  const out = join(place, 'came')
  writeFileSync(seedFile, JSON.stringify(seeds))
  const report = ['--report-uncaught-exception', '--report-on-fatalerror', `--report-directory=${place}`]
  const child = join(import.meta.dirname, 'child.ts')
  const { promise, resolve } = Promise.withResolvers<Pick<Run, 'code' | 'signal' | 'printed'>>()
  const options = {
    cwd: place,
    maxBuffer: 256 << 20,
    timeout: 240_000,
    env: { ...process.env, NOVACRON_LOG: 'trace' },
  }
  const process_ = execFile(
    process.execPath,
    [...report, child, folder, seedFile, out, ending],
    options,
    (_error, stdout, stderr) =>
      resolve({ code: process_.exitCode, signal: process_.signalCode, printed: stdout + stderr }),
  )
  const ended = await promise
  const told = Told.safeParse(JSON.parse(read(`${out}.told`) || '{}'))
  if (!told.success) throw new Error(`the child did not come to its end: ${ended.printed.slice(-2000)}`)
  return { ...ended, folder: place, came: Buffer.from(read(out)), told: told.data }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // Told by whoever looks at what is missing.
    return ''
  }
}

describe.each(endings)('a core that ends by %s', ending => {
  let it: Run
  beforeAll(() => {
    const ended = runs.get(ending)
    if (!ended) throw new Error(`no core ended by ${ending}`)
    it = ended
  })

  test('was exercised whole, with secrets that it took', () => {
    expect(it.told.called.length).toBeGreaterThan(120)
    expect(it.told.answered).toBeGreaterThan(90)
    expect(Object.keys(it.told.shown).length).toBeGreaterThan(20)
    if (ending === 'close') expect(it.code).toBe(0)
    if (ending === 'throw') expect(it.code).not.toBe(0)
    if (ending === 'kill') expect(it.signal).toBe('SIGKILL')
    // Where nothing was printed the search of it would prove nothing.
    if (ending === 'close') expect(it.printed).toContain('"level":')
    if (ending === 'throw') expect(it.printed).toContain('a bug while 1 people were there')
    expect(it.came.length).toBeGreaterThan(10_000)
    // What is no secret is found wherever secrets are looked for.
    expect(found({ site: 'Berlin-Adlershof' }, it.came)).toEqual(['site'])
    expect(foundInFiles({ site: 'Berlin-Adlershof' }, join(it.folder, 'data')).length).toBeGreaterThan(0)
  })

  test('let none of them out: in no answer, no error, no stream, no export', () => {
    expect(found({ ...secrets, ...it.told.shown }, it.came)).toEqual([])
  })

  test('wrote none of them to its log or its last words', () => {
    expect(found({ ...secrets, ...it.told.shown }, Buffer.from(it.printed))).toEqual([])
  })

  test('left none of them in a file: database, its log, back-ups, reports', () => {
    rmSync(join(it.folder, 'came.told'))
    expect(foundInFiles({ ...secrets, ...it.told.shown }, it.folder)).toEqual([])
  })
})

test('the search finds what it is to find', () => {
  const secret = 'a secret that “lies” about, ünd more'
  for (const form of forms(secret)) {
    const around = Buffer.concat([Buffer.from('x'.repeat(33)), form, Buffer.from('y')])
    expect(found({ it: secret }, around)).toEqual(['it'])
  }
  for (const shift of [0, 1, 2]) {
    const inside = Buffer.from(`${'x'.repeat(shift + 3)}${secret}zz`).toString('base64')
    expect(found({ it: secret }, Buffer.from(inside))).toEqual(['it'])
  }
  expect(found({ it: secret }, Buffer.from('nothing of it'))).toEqual([])
})
