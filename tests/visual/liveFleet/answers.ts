import {
  connectListAllDomainsFlags as listFlags,
  connectListAllNetworksFlags as netFlags,
  connectListAllStoragePoolsFlags as poolFlags,
  domainState,
  errorCode,
  remote,
  storagePoolState,
  uuidBytes,
  uuidText,
} from '../../../electron/core/libvirt/index.ts'
import { Refusal } from '../../../electron/core/inventory/testing/fakeDaemon.ts'
import { fleetUuid } from '../../../electron/core/testing/fleet.ts'
import { diskPath, macOf, volumeName } from './definition.ts'
import {
  capabilitiesXml,
  deviceName,
  deviceXml,
  domainCapabilitiesXml,
  interfaceXml,
  networkXml,
  poolXml,
  snapshotXml,
  volumeXml,
} from './hostXml.ts'
import { type Hypervisor, hostNumber } from './hypervisor.ts'
import { unit } from './load.ts'
import type { PoolPlan } from './plan.ts'

const GIB = 1024 ** 3
const DAY_MS = 86_400_000

/** Makes a hypervisor answer for what it has besides machines. */
export function answerResources(host: Hypervisor, pictureMs: number): void {
  answerFacts(host)
  answerLists(host)
  answerStorage(host)
  answerNetworks(host, pictureMs)
  answerDevices(host)
  answerSnapshots(host, pictureMs)
}

function answerFacts({ plan, daemon }: Hypervisor): void {
  const { hardware } = plan
  daemon.answer(remote.connectGetLibVersion, () => ({ libVer: plan.libvirt }))
  daemon.answer(remote.connectGetVersion, () => ({ hvVer: plan.qemu }))
  daemon.answer(remote.connectGetHostname, () => ({ hostname: `${plan.name}.example.net` }))
  daemon.answer(remote.connectGetCapabilities, () => ({
    capabilities: capabilitiesXml(plan, uuidOf(plan.name, 'host')),
  }))
  daemon.answer(remote.connectGetDomainCapabilities, () => ({ capabilities: domainCapabilitiesXml() }))
  daemon.answer(remote.nodeGetInfo, () => ({
    model: 'x86_64',
    memory: hardware.memoryGib * 1024 * 1024,
    cpus: hardware.sockets * hardware.cores * hardware.threads,
    mhz: hardware.mhz,
    nodes: hardware.sockets,
    sockets: hardware.sockets,
    cores: hardware.cores,
    threads: hardware.threads,
  }))
}

function answerLists({ daemon, guests }: Hypervisor): void {
  daemon.answer(remote.connectListAllDomains, ({ flags }) => {
    const domains = [...guests.values()]
      .filter(({ daemon: machine, placed }) => {
        const holds: [number, boolean][] = [
          [listFlags.autostart, machine.autostart],
          [listFlags.transient, !machine.persistent],
          [listFlags.managedsave, machine.managedSave],
          [listFlags.hasSnapshot, (placed.machine.snapshots ?? []).length > 0],
          [listFlags.running, machine.state === domainState.running],
          [listFlags.paused, machine.state === domainState.paused],
          [listFlags.shutoff, machine.state === domainState.shutoff],
        ]
        return holds.every(([flag, value]) => (flags & flag) === 0 || value)
      })
      .map(({ daemon: machine }) => ({ uuid: uuidBytes(machine.uuid), name: machine.name, id: machine.id }))
    return { domains, ret: domains.length }
  })
}

interface VolumeFact {
  name: string
  path: string
  format: string
  capacityBytes: number
  allocationBytes: number
}

function volumesOf({ plan, guests }: Hypervisor, pool: PoolPlan): VolumeFact[] {
  const used = [...guests.values()].flatMap(({ placed }) =>
    placed.machine.disks.flatMap((disk, index) =>
      disk.pool !== pool.name
        ? []
        : {
            name: volumeName(placed.machine, index),
            path: diskPath({ host: plan, machine: placed.machine }, index),
            format: disk.format ?? 'qcow2',
            capacityBytes: disk.gib * GIB,
            allocationBytes: disk.usedGib * GIB,
          },
    ),
  )
  const unused = (pool.unused ?? []).map(({ name, gib, usedGib, format }) => ({
    name,
    path: `${pool.path}/${name}`,
    format: format ?? 'qcow2',
    capacityBytes: gib * GIB,
    allocationBytes: usedGib * GIB,
  }))
  return [...used, ...unused]
}

function answerStorage(host: Hypervisor): void {
  const { plan, daemon } = host
  const handle = ({ name }: PoolPlan) => ({ name, uuid: uuidBytes(uuidOf(plan.name, `pool ${name}`)) })
  const planOf = (name: string) => {
    const found = plan.pools.find(pool => pool.name === name)
    if (!found) throw new Refusal(errorCode.noStoragePool)
    return found
  }
  daemon.answer(remote.connectListAllStoragePools, ({ flags }) => {
    const pools = plan.pools
      .filter(pool => (flags & poolFlags.autostart) === 0 || pool.autostart !== false)
      .map(handle)
    return { pools, ret: pools.length }
  })
  daemon.answer(remote.storagePoolGetInfo, ({ pool: { name } }) => {
    const pool = planOf(name)
    const capacity = pool.capacityGib * GIB
    const volumes = volumesOf(host, pool).reduce((sum, volume) => sum + volume.allocationBytes, 0)
    const allocation = Math.min(capacity, Math.round(volumes + (pool.elsewhereGib ?? 0) * GIB))
    return {
      state: pool.inactive ? storagePoolState.inactive : storagePoolState.running,
      capacity,
      allocation,
      available: capacity - allocation,
    }
  })
  daemon.answer(remote.storagePoolGetXmlDesc, ({ pool: { name } }) => ({
    xml: poolXml(planOf(name), uuidOf(plan.name, `pool ${name}`)),
  }))
  daemon.answer(remote.storagePoolListAllVolumes, ({ pool: { name } }) => {
    const vols = volumesOf(host, planOf(name)).map(volume => ({
      pool: name,
      name: volume.name,
      key: volume.path,
    }))
    return { vols, ret: vols.length }
  })
  daemon.answer(remote.storageVolGetXmlDesc, ({ vol }) => {
    const volume = volumesOf(host, planOf(vol.pool)).find(({ name }) => name === vol.name)
    if (!volume) throw new Refusal(errorCode.noStorageVol)
    return { xml: volumeXml(volume) }
  })
}

function answerNetworks({ plan, daemon, guests }: Hypervisor, pictureMs: number): void {
  const planOf = (name: string) => {
    const found = plan.networks.find(network => network.name === name)
    if (!found) throw new Refusal(errorCode.noNetwork)
    return found
  }
  daemon.answer(remote.connectListAllNetworks, ({ flags }) => {
    const nets = plan.networks
      .filter(({ inactive }) => (flags & netFlags.active) === 0 || inactive !== true)
      .map(({ name }) => ({ name, uuid: uuidBytes(uuidOf(plan.name, `network ${name}`)) }))
    return { nets, ret: nets.length }
  })
  daemon.answer(remote.networkGetXmlDesc, ({ net: { name } }) => ({
    xml: networkXml(planOf(name), uuidOf(plan.name, `network ${name}`)),
  }))
  daemon.answer(remote.networkGetDhcpLeases, ({ net: { name } }) => {
    const { address, bridge } = planOf(name)
    const leases = [...guests.values()].flatMap(({ placed, daemon: machine }) =>
      placed.machine.nics.flatMap((nic, index) =>
        !('network' in nic) || nic.network !== name || machine.id < 0 || address === undefined
          ? []
          : {
              iface: bridge,
              expirytime:
                Math.floor(pictureMs / 1000) + 600 + Math.floor(unit(`lease ${machine.name}`) * 3_000),
              type: 0,
              mac: macOf(placed.machine, index),
              iaid: null,
              ipaddr: address.replace(/\d+$/, String(hostNumber(machine.name, index))),
              prefix: 24,
              hostname: machine.name.slice(0, 30),
              clientid: null,
            },
      ),
    )
    return { leases, ret: leases.length }
  })
}

function answerDevices({ plan, daemon }: Hypervisor): void {
  daemon.answer(remote.connectListAllNodeDevices, () => {
    const devices = plan.devices.map(device => ({ name: deviceName(device) }))
    return { devices, ret: devices.length }
  })
  daemon.answer(remote.nodeDeviceGetXmlDesc, ({ name }) => {
    const device = plan.devices.find(one => deviceName(one) === name)
    if (!device) throw new Refusal(errorCode.noNodeDevice)
    return { xml: deviceXml(device) }
  })
  const macs = (name: string) =>
    `b8:ce:f6:${[1, 2, 3]
      .map(at =>
        Math.floor(unit(`${plan.name} ${name} ${at}`) * 256)
          .toString(16)
          .padStart(2, '0'),
      )
      .join(':')}`
  const interfaces = [
    ...plan.bridges.map(({ name, member, address }) => ({
      name,
      type: 'bridge' as const,
      member,
      address,
      mac: macs(member),
    })),
    ...plan.hardware.nics.map(name => ({ name, type: 'ethernet' as const, mac: macs(name) })),
  ]
  daemon.answer(remote.connectListAllInterfaces, () => {
    const ifaces = interfaces.map(({ name, mac }) => ({ name, mac }))
    return { ifaces, ret: ifaces.length }
  })
  daemon.answer(remote.interfaceGetXmlDesc, ({ iface }) => {
    const found = interfaces.find(({ name }) => name === iface.name)
    if (!found) throw new Refusal(errorCode.noInterface)
    return { xml: interfaceXml(found) }
  })
}

function answerSnapshots({ daemon, guests }: Hypervisor, pictureMs: number): void {
  const snapshotsOf = (uuid: Uint8Array) => {
    const found = [...guests.values()].find(guest => guest.daemon.uuid === uuidText(uuid))
    if (!found) throw new Refusal(errorCode.noDomain)
    return found.placed.machine.snapshots ?? []
  }
  daemon.answer(remote.domainListAllSnapshots, ({ dom }) => {
    const snapshots = snapshotsOf(dom.uuid).map(({ name }) => ({ name, dom }))
    return { snapshots, ret: snapshots.length }
  })
  daemon.answer(remote.domainSnapshotCurrent, ({ dom }) => {
    const last = snapshotsOf(dom.uuid).at(-1)
    if (!last) throw new Refusal(errorCode.noDomainSnapshot)
    return { snap: { name: last.name, dom } }
  })
  daemon.answer(remote.domainSnapshotGetXmlDesc, ({ snap }) => {
    const found = snapshotsOf(snap.dom.uuid).find(({ name }) => name === snap.name)
    if (!found) throw new Refusal(errorCode.noDomainSnapshot)
    return { xml: snapshotXml(found, pictureMs - found.days * DAY_MS) }
  })
}

const uuidOf = (host: string, what: string) => fleetUuid(`picture ${host} ${what}`)
