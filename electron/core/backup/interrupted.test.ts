import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { systemClock } from '../clock.ts'
import { createLog } from '../log.ts'
import { openStore, type Store } from '../store/index.ts'
import { canMount, runChild, startChild } from '../store/testing/child.ts'
import { fillStore } from '../testing/fleet.ts'
import { temporaryFolder } from '../testing/store.ts'
import { Backups } from './backups.ts'
import { finishRestore, planRestore, settleRestore, waitingFile } from './restore.ts'
import { snapshot } from './snapshot.ts'

const passphrase = 'correct horse battery'
const database = 'novacron.sqlite'

/** Runs the loop until its first word and some moments longer, then kills it. */
async function killed(folder: string, mode: 'backup' | 'restore', afterMs: number): Promise<string[]> {
  const child = startChild('../../backup/testing/backupLoop.ts', [folder, mode])
  let said = ''
  let failed = ''
  child.stdout?.on('data', data => {
    said += data
  })
  child.stderr?.on('data', data => {
    failed += data
  })
  const closed = once(child, 'close')
  try {
    if (child.stdout) await Promise.race([once(child.stdout, 'data'), closed])
    await delay(afterMs)
  } finally {
    if (child.exitCode === null) child.kill('SIGKILL')
    await closed
  }
  if (child.signalCode !== 'SIGKILL') throw new Error(`The loop ended by itself: ${failed}`)
  return [...said.matchAll(/made (\S+)\n/g)].map(match => match[1] ?? '')
}

const backupsOf = (folder: string, store: Store) =>
  new Backups({
    folder,
    store,
    version: '0.1.0',
    clock: systemClock,
    log: createLog('silent'),
    cost: () => ({ memoryKib: 8, passes: 1 }),
    checkPassphrase: async () => undefined,
  })

test('killed while it makes one: those that were finished open, and nothing half is left', async () => {
  using owned = temporaryFolder()
  const { path: folder } = owned
  for (let turn = 0; turn < 4; turn++) {
    const made = await killed(folder, 'backup', randomInt(250))
    const store = openStore(folder)
    const backups = backupsOf(folder, store)
    const { files } = await backups.state()
    expect(files.filter(file => file.problem !== null)).toEqual([])
    for (const name of made) {
      expect(files.map(file => file.name)).toContain(name)
      expect((await backups.preview(name, passphrase)).counts.machines).toBe(200)
    }
    expect(readdirSync(join(folder, 'backups')).filter(name => name.includes('part'))).toEqual([])
    await backups.close()
    store.close()
  }
})

test('killed while it restores: what is there is whole, the old data or the new', async () => {
  using owned = temporaryFolder()
  const { path: folder } = owned
  for (let turn = 0; turn < 6; turn++) {
    await killed(folder, 'restore', randomInt(350))
    finishRestore(folder)
    const store = openStore(folder)
    expect(store.notices).toEqual([])
    expect(store.machines.load()).toHaveLength(200)
    expect(await store.verify()).toEqual([])
    store.close()
  }
})

/** A folder with data whose log is not folded in, and a restore that waits. */
async function planned(): Promise<{ folder: string; end(): void }> {
  const owned = temporaryFolder()
  const folder = owned.path
  const signal = new AbortController().signal
  const then = openStore(folder)
  fillStore(then, { hosts: 1, machinesPerHost: 10, atMs: 1 })
  await snapshot(join(folder, database), waitingFile(folder), signal)
  then.settings.set('mark', 'what is here now')
  // A second reader keeps the log from being folded in at closing.
  const other = openStore(folder)
  then.close()
  planRestore(folder, { name: 'x.novabackup', madeAtMs: 1, keptAs: `${database}.before-test` })
  return {
    folder,
    end: () => {
      other.close()
      owned[Symbol.dispose]()
    },
  }
}

test.each([
  ['nothing', (_folder: string) => undefined],
  [
    'the database',
    (folder: string) => renameSync(join(folder, database), join(folder, `${database}.before-test`)),
  ],
  [
    'the database and its log',
    (folder: string) => {
      for (const side of ['', '-wal'])
        if (existsSync(join(folder, database + side)))
          renameSync(join(folder, database + side), join(folder, `${database}.before-test${side}`))
    },
  ],
])('a restore cut short after %s was moved goes on where it was', async (_what, done) => {
  const { folder, end } = await planned()
  try {
    done(folder)
    expect(finishRestore(folder)).toMatchObject({ name: 'x.novabackup' })
    const store = openStore(folder)
    expect(store.settings.get('mark')).toBeUndefined()
    expect(store.machines.load()).toHaveLength(10)
    store.close()
    expect(existsSync(join(folder, `${database}.before-test`))).toBe(true)
    // Cut short before the rest was done, it is told again; then it is over.
    expect(finishRestore(folder)).toMatchObject({ name: 'x.novabackup' })
    settleRestore(folder)
    expect(finishRestore(folder)).toBeNull()
  } finally {
    end()
  }
})

test('a plan without its database, a database without its plan, or a plan half written restores nothing', async () => {
  for (const broken of ['database', 'plan', 'half'] as const) {
    const { folder, end } = await planned()
    try {
      if (broken === 'database') rmSync(waitingFile(folder))
      if (broken === 'plan') rmSync(join(folder, 'restore.json'))
      if (broken === 'half') renameSync(join(folder, 'restore.json'), join(folder, 'restore.json.part'))
      expect(finishRestore(folder)).toBeNull()
      const store = openStore(folder)
      expect(store.settings.get('mark')).toBe('what is here now')
      store.close()
      expect(existsSync(waitingFile(folder))).toBe(false)
    } finally {
      end()
    }
  }
})

test('what is in the place of the kept data stops a restore before anything is moved', async () => {
  const { folder, end } = await planned()
  try {
    renameSync(join(folder, 'restore.json'), join(folder, 'aside'))
    const store = openStore(folder)
    await snapshot(
      join(folder, database),
      join(folder, `${database}.before-test`),
      new AbortController().signal,
    )
    store.close()
    renameSync(join(folder, 'aside'), join(folder, 'restore.json'))
    expect(() => finishRestore(folder)).toThrow('is there already')
    const again = openStore(folder)
    expect(again.settings.get('mark')).toBe('what is here now')
    again.close()
  } finally {
    end()
  }
})

test.skipIf(!canMount)(
  'a full disk refuses with a word, leaves nothing half, and hurts nothing that was there',
  async () => {
    using owned = temporaryFolder()
    const told = await runChild('../../backup/testing/fullDisk.ts', [owned.path], { mounts: true })
    expect(told).toMatchObject({ left: 1, pending: null, opens: 'ok', again: 'ok', problems: [] })
    const { codes } = told as { codes: string[] }
    expect(new Set(codes)).toEqual(new Set(['store.full']))
  },
)
