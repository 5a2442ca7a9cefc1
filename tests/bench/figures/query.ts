import type { Machine } from '../../../shared/models/machine.ts'
import { compile, complete, parseQuery, vocabularyOf } from '../../../shared/query/index.ts'
import { context, fleet, sample } from '../../../shared/query/testing/machines.ts'
import { atMost, type Figure, forTheRecord, median, percentile } from '../figure.ts'

export const name = 'query'

const machineCount = 10_000
const rounds = 15
/** Machines that changed since the last pass, as in a busy fleet. */
const changedEach = 200

/** What people ask, from one word to many conditions; each is read, compiled and put to every machine. */
const queries = [
  'web',
  'büro',
  'web-00a1 or mail-00b2',
  'backup night',
  'w?b-0*1',
  'name:web*',
  'name:(web,db,mail) -tag:legacy',
  'host:kvm1',
  'site:Berlin state:running',
  'state:(running,paused) autostart:no',
  'tag:production memory>=8GiB',
  'memory:4GiB..16GiB vcpus>2',
  'disk.bus:ide',
  'disk(bus:ide format:raw)',
  'disk>100GiB no:agent',
  'disk.source:*data.raw',
  'ip:10.0.0.0/20',
  'mac:52:54:00:00:0',
  'network:dmz nic.model:virtio',
  'seen<1d uptime>30d',
  'cpu>50% or net.rx>1MiB/s',
  'os:debian firmware=efi',
  'description:*backup*',
  'has:cdrom -(tag:test or tag:staging)',
]

function elapsed(work: () => void): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

/** Every query over every machine, several times, some machines new each time; the caches' cold start is in. */
export async function run(): Promise<Figure[]> {
  const machines: Machine[] = fleet(machineCount)
  const samples = new Map(
    machines.map((machine, index) => [
      machine.key,
      sample(machine.key, { cpuPercent: index % 100, netRxBytesPerSecond: (index % 500) * 8192 }),
    ]),
  )
  const times: number[] = []
  const byQuery = new Map<string, number[]>(queries.map(text => [text, []]))
  let found = 0
  for (let round = 0; round < rounds; round += 1) {
    for (const text of queries) {
      for (let i = 0; i < changedEach; i += 1) {
        const at = (round * 977 + i * 31) % machines.length
        const machine = machines[at]
        if (machine) machines[at] = { ...machine, disks: [...machine.disks] }
      }
      const took = elapsed(() => {
        const parsed = parseQuery(text)
        if (!parsed.ok) throw new Error(`${text}: ${parsed.message}`)
        const matches = compile(parsed.query)
        const pass = context({ sample: key => samples.get(key) })
        for (const machine of machines) if (matches(machine, pass)) found += 1
      })
      times.push(took)
      byQuery.get(text)?.push(took)
    }
  }
  if (found === 0) throw new Error('No query found anything')
  const slowest = [...byQuery]
    .map(([text, list]) => ({ text, ms: median(list) }))
    .sort((a, b) => b.ms - a.ms)[0]
  const vocabulary = vocabularyOf(machines)
  const completion = Array.from({ length: 50 }, () =>
    elapsed(() => void complete('state:running we', 16, vocabulary)),
  )
  return [
    atMost('query over 10,000 machines, p95', percentile(times, 0.95), 15, 'ms', {
      note: `${queries.length} queries × ${rounds}, ${changedEach} machines changed before each; median ${median(times).toFixed(1)} ms, longest ${Math.max(...times).toFixed(1)} ms (the first, which folds every text); slowest query “${slowest?.text}”, median ${slowest?.ms.toFixed(1)} ms`,
    }),
    forTheRecord('completion over the words of 10,000 machines, median', median(completion), 'ms'),
  ]
}
