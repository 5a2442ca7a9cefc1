import type { ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { fleetMachine } from '../testing/fleet.ts'
import { hostRecord, temporaryFolder } from '../testing/store.ts'
import { openStore } from './index.ts'
import { startChild } from './testing/child.ts'

const host = hostRecord(1)

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
}

/** Lets the writer work and kills it `afterMs` after its first word (`from` 'word') or after its start; gives the last number it said was stored. */
async function writeAndKill(folder: string, from: 'start' | 'word', afterMs: number): Promise<number> {
  const child = startChild('writeLoop.ts', [folder])
  let said = ''
  let failed = ''
  child.stdout?.on('data', data => {
    said += data
  })
  child.stderr?.on('data', data => {
    failed += data
  })
  try {
    if (from === 'word' && child.stdout) await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
    await delay(afterMs)
  } finally {
    await kill(child)
  }
  if (child.signalCode !== 'SIGKILL') throw new Error(`The writer ended by itself: ${failed}`)
  return Math.max(0, ...said.matchAll(/stored (\d+)\n/g).map(match => Number(match[1])))
}

/** Opens what the killed writer left and checks that it is whole; gives the last number in it. */
async function checkLeft(folder: string): Promise<number> {
  const store = openStore(folder)
  try {
    expect(store.notices).toEqual([])
    const number = Number(store.settings.get('number') ?? 0)
    const machines = new Map(store.machines.load().map(machine => [machine.uuid, machine]))
    expect(machines.size).toBe(number)
    for (let each = 1; each <= number; each++) {
      const { machine, xml } = fleetMachine(1, each, each)
      expect(machines.get(machine.uuid)?.name).toBe(machine.name)
      expect(store.definitions.current(host.id, machine.uuid)?.xml).toBe(xml)
    }
    expect(await store.verify()).toEqual([])
    return number
  } finally {
    store.close()
  }
}

test('a writer killed at any moment loses nothing it said was stored', async () => {
  using folder = temporaryFolder()
  let least = 0
  for (let round = 0; round < 10; round++) {
    const acknowledged = await writeAndKill(folder.path, 'word', randomInt(0, 60))
    least = Math.max(least, acknowledged)
    const stored = await checkLeft(folder.path)
    expect(stored).toBeGreaterThanOrEqual(least)
    least = stored
  }
  expect(least).toBeGreaterThan(0)
}, 120_000)

test('killed while it creates the database, the next start makes it whole', async () => {
  for (let round = 0; round < 6; round++) {
    using folder = temporaryFolder()
    const acknowledged = await writeAndKill(folder.path, 'start', randomInt(60, 400))
    expect(await checkLeft(folder.path)).toBeGreaterThanOrEqual(acknowledged)
  }
}, 120_000)
