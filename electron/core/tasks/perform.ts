import type { DomainUuid } from '../../../shared/ids.ts'
import type { MachineAction } from '../../../shared/models/task.ts'
import { type LibvirtClient, remote, uuidBytes } from '../libvirt/index.ts'

/**
 * Asks libvirt for one verb; resolves when libvirt has accepted it, which for shutdown and reboot is
 * before the guest has done it. remote_protocol.x: LOOKUP_BY_UUID, then the verb's own call.
 */
export async function perform(
  libvirt: LibvirtClient,
  action: MachineAction,
  uuid: DomainUuid,
  signal: AbortSignal,
): Promise<void> {
  const { dom } = await libvirt.call(remote.domainLookupByUuid, { uuid: uuidBytes(uuid) }, { signal })
  switch (action) {
    case 'start':
      await libvirt.call(remote.domainCreate, { dom }, { signal })
      return
    case 'shutdown':
      await libvirt.call(remote.domainShutdownFlags, { dom, flags: 0 }, { signal })
      return
    case 'reboot':
      await libvirt.call(remote.domainReboot, { dom, flags: 0 }, { signal })
      return
    case 'reset':
      await libvirt.call(remote.domainReset, { dom, flags: 0 }, { signal })
      return
    case 'forceOff':
      await libvirt.call(remote.domainDestroyFlags, { dom, flags: 0 }, { signal })
      return
    case 'pause':
      await libvirt.call(remote.domainSuspend, { dom }, { signal })
      return
    case 'resume':
      await libvirt.call(remote.domainResume, { dom }, { signal })
      return
    case 'save':
      await libvirt.call(remote.domainManagedSave, { dom, flags: 0 }, { signal })
      return
    case 'autostartOn':
    case 'autostartOff':
      await libvirt.call(
        remote.domainSetAutostart,
        { dom, autostart: action === 'autostartOn' ? 1 : 0 },
        { signal },
      )
      return
  }
}
