import type { Core } from '../../../electron/core/core.ts'
import { domainLifecycleEvent, domainState, events, uuidBytes } from '../../../electron/core/libvirt/index.ts'
import type { ContractClient } from '../../../shared/contract/client.ts'
import type { MachineKey } from '../../../shared/ids.ts'
import type { Hypervisor } from './hypervisor.ts'
import type { Pace } from './pace.ts'

const MINUTE = 60_000
const DAY = 86_400_000

/** What the story is told with. */
export interface Stage {
  core: Core
  pace: Pace
  pictureMs: number
  host(name: string): Hypervisor
  /** Hangs up on a host for good. */
  lose(name: string): void
}

/** The key of a machine by its name; throws where there is none. */
export function keyOf(core: Core, name: string): MachineKey {
  for (const machine of core.inventory.machines()) if (machine.name === name) return machine.key
  throw new Error(`the fleet has no ${name}`)
}

/** Days before the picture: what was changed, started and stopped. */
export async function tellDays({ pace, pictureMs, host }: Stage): Promise<void> {
  const front = host('fra-kvm-1')
  const rack = host('fra-kvm-2')
  const acts: [days: number, act: () => void][] = [
    [5.2, () => front.redefine('pay-db-1', { memoryGib: 48 })],
    [4.1, () => front.redefine('pay-db-1', { vcpus: 8 })],
    [3.8, () => rack.turn('ci-runner-1', 'shutoff')],
    [3.7, () => rack.turn('ci-runner-1', 'running')],
    [3.2, () => front.redefine('shop-web-2', { memoryGib: 8 })],
    [2.4, () => host('lab-kvm-1').redefine('win-test', { vcpus: 8 })],
    [2.0, () => front.redefine('pay-db-1', { memoryGib: 64 })],
    [1.3, () => front.redefine('pay-db-1', { cdrom: '/srv/iso/virtio-win-0.1.262.iso' })],
    [0.9, () => host('ber-kvm-1').turn('desk-sofia', 'shutoff')],
    [0.4, () => rack.redefine('gitlab', { memoryGib: 24 })],
  ]
  for (const [days, act] of acts) {
    await pace.jump(pictureMs - days * DAY)
    act()
    await pace.quiet()
  }
}

/** The hour before the picture, tick by tick, with what happened in it. */
export async function tellHour(stage: Stage): Promise<void> {
  const { core, pace, pictureMs, host } = stage
  const left: [minutes: number, act: () => void][] = [
    [52, () => reboot(host('fra-kvm-2'), 'ci-runner-2')],
    [47, () => stage.lose('fra-kvm-3')],
    [38, () => host('fra-kvm-2').redefine('search-index-2', { memoryGib: 48 })],
    [31, () => crash(host('ber-kvm-1'), 'pbx')],
    [24, () => ioError(host('fra-kvm-2'), 'vault-legacy')],
    [17, () => host('lab-kvm-1').turn('k8s-node-2', 'shutoff', 1)],
    [15, () => host('lab-kvm-1').turn('k8s-node-2', 'running')],
    [
      6,
      () =>
        host('ber-kvm-1').redefine('files', {
          description: 'Shares of the office; the old server is gone since May',
        }),
    ],
  ]
  // Looked at from the beginning, so that its parts are measured too.
  core.sampler.watchMachine(keyOf(core, 'pay-db-1'), () => undefined)
  await pace.align(core)
  await pace.pass(core, pictureMs - 3 * MINUTE, nowMs => {
    while (left[0] && nowMs >= pictureMs - left[0][0] * MINUTE) left.shift()?.[1]()
  })
}

/** What a person does in the last minutes: acts that are done, that fail, and that go on. */
export async function tellActs({ core, pace, pictureMs }: Stage, ada: ContractClient): Promise<void> {
  const act = (action: Parameters<ContractClient['machines']['operate']>[0]['action'], ...names: string[]) =>
    ada.machines.operate({ action, keys: names.map(name => keyOf(core, name)), timeoutMs: 600_000 })
  await act('start', 'desk-sofia')
  await act('reboot', 'shop-web-3')
  await pace.quiet()
  await pace.pass(core, pictureMs - 2 * MINUTE, () => undefined)
  await act('start', 'netboot')
  await act('pause', 'ci-runner-1')
  await pace.quiet()
  await act('resume', 'ci-runner-1')
  await pace.pass(core, pictureMs - 80_000, () => undefined)
  await act('shutdown', 'print', 'home-assistant')
  await pace.pass(core, pictureMs, () => undefined)
}

function reboot({ daemon }: Hypervisor, name: string): void {
  daemon.emit(events.domainReboot, { dom: handle(daemon, name) })
}

function crash(host: Hypervisor, name: string): void {
  const { daemon } = host.guest(name)
  daemon.state = domainState.crashed
  host.daemon.event(daemon, domainLifecycleEvent.crashed, 0)
}

function ioError({ daemon }: Hypervisor, name: string): void {
  daemon.emit(events.domainIoErrorReason, {
    dom: handle(daemon, name),
    srcPath: `/var/lib/libvirt/images/${name}.qcow2`,
    devAlias: 'virtio-disk0',
    action: 1,
    reason: 'enospc',
  })
}

function handle(daemon: Hypervisor['daemon'], name: string) {
  const found = [...daemon.machines.values()].find(machine => machine.name === name)
  if (!found) throw new Error(`no machine ${name}`)
  return { name, id: found.id, uuid: uuidBytes(found.uuid) }
}
