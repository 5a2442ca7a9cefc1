import { type EventSource, events, type RemoteDomain } from '../libvirt/index.ts'
import { isAbsent, isOver, type LiveContext } from './context.ts'
import {
  agentText,
  blockJobText,
  graphicsText,
  ioErrorText,
  resourceText,
  watchdogText,
} from './eventText.ts'

/** What a machine's event asks to be read again. */
export type Reread = 'state' | 'live' | 'config'

/** What of the host, besides machines, an event spoke of. */
export type HostPart = 'networks' | 'storage' | 'nodeDevices'

/** Who is told of events. */
export interface EventTaker {
  /** Something about a machine changed that the event does not fully tell. */
  onMachine(dom: RemoteDomain, reread: readonly Reread[]): void
  onBalloon(dom: RemoteDomain, memoryBytes: number): void
  onAgent(dom: RemoteDomain, state: number): void
  onPart(part: HostPart): void
  /** For the log that people read. */
  onLog(kind: string, dom: RemoteDomain | null, subject: string, text: string): void
}

/**
 * Listens to everything that a server of any driver may tell, lifecycle of machines apart. What a driver does
 * not know is left out; what it never tells is found by the sweep.
 */
export async function subscribe(context: LiveContext, taker: EventTaker): Promise<void> {
  const on = async <Payload>(
    source: EventSource<Payload, Record<never, never>>,
    callback: (event: Payload) => void,
  ): Promise<void> => {
    try {
      await context.live.libvirt.on(source, { signal: context.signal }, event => {
        // While a connection says goodbye the server still talks.
        if (!context.signal.aborted) callback(event)
      })
    } catch (error) {
      if (!isAbsent(error)) throw error
    }
  }
  const machine =
    (kind: string, text: string | null, reread: readonly Reread[]) => (event: { dom: RemoteDomain }) => {
      if (text !== null) taker.onLog(kind, event.dom, event.dom.name, text)
      if (reread.length > 0) taker.onMachine(event.dom, reread)
    }
  try {
    await Promise.all([
      on(events.domainReboot, machine('reboot', 'Rebooted', [])),
      on(events.domainWatchdog, event => {
        taker.onLog('watchdog', event.dom, event.dom.name, watchdogText(event.action))
        taker.onMachine(event.dom, ['state'])
      }),
      on(events.domainIoErrorReason, event => {
        taker.onLog('ioError', event.dom, event.dom.name, ioErrorText(event))
        taker.onMachine(event.dom, ['state'])
      }),
      on(events.domainGraphics, event => {
        const text = graphicsText(event.phase, event.remote)
        if (text !== null) taker.onLog('graphics', event.dom, event.dom.name, text)
      }),
      on(
        events.domainControlError,
        machine('controlError', 'libvirt lost control of its process', ['state']),
      ),
      on(events.domainBlockJob2, event => {
        taker.onLog('blockJob', event.dom, event.dom.name, blockJobText(event.dst, event.type, event.status))
        taker.onMachine(event.dom, ['live', 'config'])
      }),
      on(events.domainDiskChange, event => {
        const text = `Disk ${event.devAlias} has another source: ${event.newSrcPath ?? 'none'}`
        taker.onLog('diskChange', event.dom, event.dom.name, text)
        taker.onMachine(event.dom, ['live', 'config'])
      }),
      on(events.domainTrayChange, machine('tray', null, ['live'])),
      on(events.domainPmwakeup, machine('power', 'Woken up', ['state'])),
      on(events.domainPmsuspend, machine('power', 'Suspended to memory', ['state'])),
      on(events.domainPmsuspendDisk, machine('power', 'Suspended to disk', ['state'])),
      on(events.domainBalloonChange, event => taker.onBalloon(event.dom, Number(event.actual) * 1024)),
      on(events.domainDeviceAdded, event => {
        taker.onLog('device', event.dom, event.dom.name, `Device ${event.devAlias} added`)
        taker.onMachine(event.dom, ['live', 'config'])
      }),
      on(events.domainDeviceRemoved, event => {
        taker.onLog('device', event.dom, event.dom.name, `Device ${event.devAlias} removed`)
        taker.onMachine(event.dom, ['live', 'config'])
      }),
      on(events.domainDeviceRemovalFailed, event => {
        taker.onLog('device', event.dom, event.dom.name, `The guest refused to give up ${event.devAlias}`)
      }),
      on(events.domainTunable, machine('tunable', null, ['live'])),
      on(events.domainMetadataChange, machine('metadata', null, ['live', 'config'])),
      on(events.domainAgentLifecycle, event => {
        taker.onLog('agent', event.dom, event.dom.name, agentText(event.state))
        taker.onAgent(event.dom, event.state)
      }),
      on(events.domainJobCompleted, machine('job', 'Job completed', [])),
      on(events.domainMemoryFailure, machine('memoryFailure', 'Memory of the host failed', [])),
      on(events.domainMemoryDeviceSizeChange, machine('memory', null, ['live'])),
      on(events.domainBlockThreshold, event => {
        taker.onLog(
          'blockThreshold',
          event.dom,
          event.dom.name,
          `Disk ${event.dev} grew beyond its threshold`,
        )
      }),
      on(events.networkLifecycle, ({ net, event }) => {
        taker.onLog('network', null, net.name, resourceText('network', event))
        taker.onPart('networks')
      }),
      on(events.storagePoolLifecycle, ({ pool, event }) => {
        taker.onLog('pool', null, pool.name, resourceText('pool', event))
        taker.onPart('storage')
      }),
      on(events.storagePoolRefresh, () => taker.onPart('storage')),
      on(events.nodeDeviceLifecycle, ({ dev, event }) => {
        taker.onLog('nodeDevice', null, dev.name, resourceText('nodeDevice', event))
        taker.onPart('nodeDevices')
      }),
      on(events.nodeDeviceUpdate, () => taker.onPart('nodeDevices')),
      on(events.secretLifecycle, ({ event }) => {
        taker.onLog('secret', null, 'secret', resourceText('secret', event))
      }),
    ])
  } catch (error) {
    if (!isOver(error, context.signal)) throw error
  }
}
