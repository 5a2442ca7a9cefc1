import { encode } from '../../../electron/core/xdr/index.ts'
import { connectLibvirt, events, type LibvirtClient, remote } from '../../../electron/core/libvirt/index.ts'
import { connectUnix, startLibvirtd } from '../../../electron/core/testing/libvirtd.ts'
import { type Codec, decode } from '../../../electron/core/xdr/index.ts'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type Figure, forTheRecord, median } from '../figure.ts'
import { python } from '../python.ts'

/** The name that runs this figure alone. */
export const name = 'xdr'

const ROUNDS = 7
const ROUND_MS = 150
const CALLS = 5000
const IN_FLIGHT = 50

/** How fast the codecs and the connection are: typed parameters, a list and an event, and whole calls. */
export async function run(): Promise<Figure[]> {
  const figures = [
    ...codecFigures(
      '12 typed parameters of 1,000 domains',
      remote.connectGetAllDomainStats.ret,
      bulkStatistics(),
    ),
    ...codecFigures('list of 1,000 domains', remote.connectListAllDomains.ret, {
      domains: domains(),
      ret: 1000,
    }),
    ...codecFigures('one lifecycle event', events.domainLifecycle.payload, lifecycle()),
  ]
  return [...figures, memoryFigure(), ...(await callFigures())]
}

/** Memory that decoded statistics keep, beside the bytes they came in. */
function memoryFigure(): Figure {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const wire = encode(remote.connectGetAllDomainStats.ret, bulkStatistics())
  const kept: unknown[] = []
  collect()
  const before = process.memoryUsage().heapUsed
  for (let turn = 0; turn < 10; turn++) kept.push(decode(remote.connectGetAllDomainStats.ret, wire))
  collect()
  const bytes = (process.memoryUsage().heapUsed - before) / kept.length
  return forTheRecord('XDR decode, the same: memory kept beside bytes received', bytes / wire.length, '×')
}

function codecFigures<T>(what: string, codec: Codec<T>, value: T): Figure[] {
  const wire = encode(codec, value)
  const megabytes = wire.length / 1e6
  const encoded = perSecond(() => encode(codec, value))
  const decoded = perSecond(() => decode(codec, wire))
  const rate = (times: number) => `${Math.round(times).toLocaleString('en')} a second`
  return [
    forTheRecord(`XDR encode, ${what} (${rate(encoded)})`, encoded * megabytes, 'MB/s'),
    forTheRecord(`XDR decode, ${what} (${rate(decoded)})`, decoded * megabytes, 'MB/s'),
  ]
}

/** How often a second, the median of several rounds after one to warm up. */
function perSecond(work: () => unknown): number {
  const rounds = Array.from({ length: ROUNDS + 1 }, () => {
    const startMs = performance.now()
    let times = 0
    while (performance.now() - startMs < ROUND_MS) {
      for (let turn = 0; turn < 10; turn++) work()
      times += 10
    }
    return (times * 1000) / (performance.now() - startMs)
  })
  return median(rounds.slice(1))
}

function domains() {
  return Array.from({ length: 1000 }, (_, index) => ({
    name: `machine-${index}`,
    uuid: new Uint8Array(16).fill(index & 0xff),
    id: index,
  }))
}

function bulkStatistics() {
  const fields = ['cpu.time', 'cpu.user', 'cpu.system', 'balloon.current', 'balloon.maximum', 'vcpu.0.time']
  const retStats = domains().map((dom, index) => ({
    dom,
    params: [
      { field: 'state.state', type: 'int' as const, value: 1 },
      { field: 'state.reason', type: 'int' as const, value: 1 },
      { field: 'vcpu.current', type: 'uint' as const, value: 2 },
      { field: 'block.count', type: 'uint' as const, value: 1 },
      { field: 'block.0.name', type: 'string' as const, value: 'vda' },
      {
        field: 'block.0.path',
        type: 'string' as const,
        value: `/var/lib/libvirt/images/machine-${index}.qcow2`,
      },
      ...fields.map(field => ({ field, type: 'ullong' as const, value: index * 1_000_000_007 })),
    ],
  }))
  return { retStats }
}

function lifecycle() {
  return { dom: { name: 'machine-1', uuid: new Uint8Array(16), id: 1 }, event: 2, detail: 0 }
}

/** Whole calls against libvirt's test driver, many in flight, beside python3-libvirt one by one. */
async function callFigures(): Promise<Figure[]> {
  await using daemon = await startLibvirtd()
  await using libvirt = connectLibvirt(await connectUnix(daemon.socket), { callTimeoutMs: 120_000 })
  await libvirt.open({ uri: 'test:///default' })
  await calls(libvirt)
  const ours = median([await calls(libvirt), await calls(libvirt), await calls(libvirt)])
  const peer = Number(await python(PEER, daemon.clientUri('test', '/default'), String(CALLS)))
  const inWords = `python3-libvirt, one by one: ${Math.round(peer).toLocaleString('en')} calls/s`
  return [forTheRecord(`calls, ${IN_FLIGHT} in flight, UNIX socket`, ours, 'calls/s', inWords)]
}

async function calls(libvirt: LibvirtClient): Promise<number> {
  const startMs = performance.now()
  let left = CALLS
  const worker = async () => {
    while (left-- > 0) await libvirt.call(remote.connectGetLibVersion)
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker))
  return (CALLS * 1000) / (performance.now() - startMs)
}

const PEER = `
import libvirt, sys, time
connection = libvirt.open(sys.argv[1])
start = time.perf_counter()
for turn in range(int(sys.argv[2])):
    connection.getLibVersion()
print(int(sys.argv[2]) / (time.perf_counter() - start))
`
