import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../testing/store.ts'
import { canMount, runChild } from './testing/child.ts'

// In CI these run or fail; elsewhere they are skipped by name where nothing can be mounted.
describe.skipIf(!canMount && process.env.CI !== 'true')('a data folder on a disk that fails', () => {
  test('full: what was stored stays, the rest is refused, and storing goes on when there is space', async () => {
    using folder = temporaryFolder()
    const result = await runChild('fullDisk.ts', [folder.path], { mounts: true })
    expect(result).toMatchObject({
      filled: { failure: 'store.full' },
      writeWhileFull: 'store.full',
      notWritten: true,
      lockWhileFull: 'ok',
      openWhileFull: 'store.full',
      writeAfter: 'ok',
      openAfter: 'ok',
      more: { failure: 'store.full' },
    })
    const { filled, more, readWhileFull, reopened } = result as {
      filled: { batches: number }
      more: { batches: number }
      readWhileFull: unknown
      reopened: unknown
    }
    expect(filled.batches).toBeGreaterThan(3)
    expect(more.batches).toBeGreaterThan(filled.batches)
    expect(readWhileFull).toEqual([filled.batches * 10, filled.batches])
    expect(reopened).toEqual({
      notices: [],
      machines: more.batches * 10,
      batches: more.batches,
      hosts: 2,
      problems: [],
      missing: 0,
    })
  })

  test('read-only: said clearly, nothing touched, fine again afterwards', async () => {
    using folder = temporaryFolder()
    const result = await runChild('readOnlyFolder.ts', [folder.path], { mounts: true })
    const said = (at: string) => ({
      code: 'store.readOnly',
      message: `NovaCron can't write to its data folder ${folder.path}/${at}.`,
      next: expect.stringContaining('NOVACRON_HOME'),
    })
    expect(result).toMatchObject({
      closed: said('closed'),
      interrupted: said('interrupted'),
      missing: {
        code: 'store.readOnly',
        message: `NovaCron's data folder can't be made: ${folder.path}/missing lies on a file system that is read-only.`,
        next: expect.stringContaining('NOVACRON_HOME'),
      },
      lock: said('closed'),
      untouched: true,
      after: { hosts: 1, notices: [] },
    })
  })
})
