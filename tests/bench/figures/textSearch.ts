import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore, type Store } from '../../../electron/core/store/index.ts'
import { fillStore } from '../../../electron/core/testing/fleet.ts'
import { atMost, type Figure, forTheRecord, median, percentile } from '../figure.ts'

/** The name that runs these figures alone. */
export const name = 'text-search'

const HOSTS = 100
const MACHINES_PER_HOST = 100
const ROUNDS = 15

/** What people look for in XML, from one machine's to every machine's, short, long, absent, and on two lines. */
const queries = [
  'virtio',
  'qcow2',
  'web-000012',
  '52:54:00:03',
  '/srv/volumes/payments',
  'identity/db-0',
  "cache='none'",
  'vnet17',
  'OPS-04',
  'win/2k22',
  'nowhere at all',
  'x',
  'kv',
  'zq',
  'ü',
  'größe',
  'a" OR "b',
  "<rng model='virtio'>\n      <backend",
]

/** Every query over 10,000 machines with about 6 kB of XML each, the first after opening as well as the following. */
export async function run(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'novacron-bench-'))
  try {
    const filled = openStore(folder)
    fillStore(filled, { hosts: HOSTS, machinesPerHost: MACHINES_PER_HOST })
    filled.close()
    const first: number[] = []
    for (const query of queries) {
      const store = openStore(folder)
      first.push(timed(store, query, 'xml'))
      store.close()
    }
    const store = openStore(folder)
    const xml: number[] = []
    const all: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      for (const query of queries) {
        xml.push(timed(store, query, 'xml'))
        all.push(timed(store, query, 'all'))
      }
    }
    store.close()
    const over = `${(HOSTS * MACHINES_PER_HOST).toLocaleString('en')} machines`
    return [
      atMost(`text inside XML over ${over}: p95`, percentile(xml, 0.95), 50, 'ms'),
      forTheRecord('text inside XML: median', median(xml), 'ms'),
      atMost(`text anywhere (facts, notes and XML) over ${over}: p95`, percentile(all, 0.95), 50, 'ms'),
      forTheRecord('text inside XML: first search after opening, median', median(first), 'ms'),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function timed(store: Store, query: string, scope: 'xml' | 'all'): number {
  const started = performance.now()
  store.search.text(query, { in: scope })
  return performance.now() - started
}
