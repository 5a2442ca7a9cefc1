import { setTimeout as sleep } from 'node:timers/promises'
import { domainXml, type Lab, startManyHosts, virshBatch } from '../../lab/index.ts'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Figure } from '../figure.ts'
import { measureCore } from '../steady.ts'

/** The name that runs these figures alone. */
export const name = 'steady-state'

const MACHINES = 1_000
const RUNNING = 30
const TICK_MS = 2_000

/**
 * One host with 1,000 QEMU machines, 30 of them running, a tick every 2 s and a window that shows the list: what
 * the core uses once everything is loaded.
 */
export async function run(): Promise<Figure[]> {
  const settings = { name: 'steady', driver: 'qemu' as const, machines: MACHINES - RUNNING }
  await using lab = await startManyHosts(1, settings)
  await startTiny(lab)
  // The machines' own start is over.
  await sleep(5_000)
  const host = lab.host(0)
  const options = { tickMs: TICK_MS, backgroundTickMs: TICK_MS }
  return await measureCore(
    {
      hosts: [{ uri: host.uri, name: host.name, fingerprint: host.hostKeyFingerprint, options }],
      identityFile: lab.identityFile,
      machines: MACHINES,
      tickMs: TICK_MS,
    },
    {
      words: `steady state, ${MACHINES.toLocaleString('en')} machines on one host, ${TICK_MS / 1_000} s tick`,
      cpuPercent: 5,
      delayMs: 20,
      rssMegabytes: 200,
      peers: {
        cpu: 'virt-manager: 88–92 %',
        delay: 'virt-manager: 2,200 ms',
        rss: 'virt-manager: 280–408 MB',
      },
    },
  )
}

/** Machines that hold a process and do nothing: they find nothing to boot. */
async function startTiny(lab: Lab): Promise<void> {
  const host = lab.host(0)
  const steps: string[] = []
  for (let index = 0; index < RUNNING; index += 1) {
    const file = `tiny-${index}.xml`
    writeFileSync(join(host.folder, 'lib', file), domainXml({ name: `tiny-${index}`, memoryMiB: 32 }))
    steps.push(`define /var/lib/libvirt/${file}`, `start tiny-${index}`)
  }
  await virshBatch(host, steps)
}
