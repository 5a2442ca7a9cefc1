import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AuditLog } from '../../../electron/core/audit/log.ts'
import { newestFirst } from '../../../electron/core/audit/query.ts'
import type { AuditDraft } from '../../../electron/core/audit/types.ts'
import { verifyLog } from '../../../electron/core/audit/verify.ts'
import { systemClock } from '../../../electron/core/clock.ts'
import { createLog } from '../../../electron/core/log.ts'
import { databaseName } from '../../../electron/core/store/folder.ts'
import { openStore } from '../../../electron/core/store/index.ts'
import { fleetHostId, fleetMachine } from '../../../electron/core/testing/fleet.ts'
import { machineKey } from '../../../shared/ids.ts'
import { atMost, type Figure, forTheRecord, median, percentile } from '../figure.ts'

/** The name that runs these figures alone. */
export const name = 'audit'

const ENTRIES = 1_000_000
const APPENDS = 2_000
const VERIFICATIONS = 3

const hosts = Array.from({ length: 50 }, (_, index) => ({
  hostId: fleetHostId(index),
  machine: machineKey(fleetHostId(index), fleetMachine(index, 8, 100).machine.uuid),
}))
const people = ['anna', 'otto', 'Grace Hopper', 'ci']
const actions = ['start', 'shutdown', 'forceOff', 'pause', 'resume']

/** An act of about the size that real ones have. */
function draft(index: number): AuditDraft {
  const place = hosts[index % hosts.length] ?? { hostId: null, machine: null }
  return {
    personId: null,
    person: people[index % people.length] ?? null,
    role: 'Operator',
    elevated: false,
    shell: 'headless',
    sessionId: '0d5b0d4e-6a5e-4f6d-9d3c-2f4f0c1d9a11',
    act: 'machines.operate',
    permission: 'domain.operate.start',
    siteId: null,
    ...place,
    object: `Frankfurt / Rack 3 / kvm${index % hosts.length} / web-${index % 5_000}`,
    parameters: { action: actions[index % actions.length], timeoutMs: 120_000 },
    result: index % 40 === 0 ? 'refused' : 'done',
    error: index % 40 === 0 ? 'rights.denied: This needs the right “domain.operate.start”.' : null,
    durationMs: index % 100,
    correlation: ['7c9e6679-7425-40de-944b-e07fc1f90ae7'],
  }
}

/** One act at a time onto a log of a million, as each leaves with its answer; then all of it verified. */
export async function run(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'novacron-bench-'))
  const store = openStore(folder)
  const log = new AuditLog({ database: store.database, folder, clock: systemClock, log: createLog('silent') })
  try {
    for (let index = 0; index < ENTRIES; index++) {
      log.record(draft(index))
      if (index % 10_000 === 9_999) log.flush()
    }
    log.flush()
    const appends: number[] = []
    for (let index = 0; index < APPENDS; index++) {
      const begun = performance.now()
      log.record(draft(index))
      log.flush()
      appends.push(performance.now() - begun)
    }
    const path = join(folder, databaseName)
    const verified: number[] = []
    for (let round = 0; round < VERIFICATIONS; round++) {
      const { durationMs, problem, entries } = await verifyLog(path, {
        expected: log.expectedKey(),
        anchor: null,
      })
      if (problem || entries !== ENTRIES + APPENDS)
        throw new Error(`The log does not verify: ${problem?.words}`)
      verified.push(durationMs / 1_000)
    }
    const search = performance.now()
    for await (const entry of newestFirst(store.database, { text: 'nowhere at all' }, ENTRIES * 2))
      throw new Error(`Entry ${entry.seq} holds what nothing holds.`)
    const searchMs = performance.now() - search
    const over = `at ${ENTRIES.toLocaleString('en')} entries`
    return [
      atMost(`audit append ${over}: p99`, percentile(appends, 0.99), 1, 'ms'),
      forTheRecord(`audit append ${over}: median`, median(appends), 'ms'),
      forTheRecord(`audit append ${over}: slowest (the key is renewed)`, Math.max(...appends), 'ms'),
      atMost(`audit verification of ${ENTRIES.toLocaleString('en')} entries`, median(verified), 10, 's'),
      forTheRecord(`audit search for a text that nothing holds ${over}`, searchMs, 'ms'),
    ]
  } finally {
    log.close()
    store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
