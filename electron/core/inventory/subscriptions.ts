import { type Report, report } from '../../../shared/report.ts'
import { type EventSource, events, type RemoteDomain } from '../libvirt/index.ts'
import { isAbsent, isOver, type LiveContext } from './context.ts'
import {
  agentReport,
  blockJobReport,
  diskChangeReport,
  graphicsReport,
  ioErrorReport,
  resourceReport,
  watchdogReport,
} from './eventReport.ts'

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
  onLog(kind: string, dom: RemoteDomain | null, subject: string, said: Report): void
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
    (kind: string, said: Report | null, reread: readonly Reread[]) => (event: { dom: RemoteDomain }) => {
      if (said !== null) taker.onLog(kind, event.dom, event.dom.name, said)
      if (reread.length > 0) taker.onMachine(event.dom, reread)
    }
  try {
    await Promise.all([
      on(events.domainReboot, machine('reboot', report('rebooted'), [])),
      on(events.domainWatchdog, event => {
        taker.onLog('watchdog', event.dom, event.dom.name, watchdogReport(event.action))
        taker.onMachine(event.dom, ['state'])
      }),
      on(events.domainIoErrorReason, event => {
        taker.onLog('ioError', event.dom, event.dom.name, ioErrorReport(event))
        taker.onMachine(event.dom, ['state'])
      }),
      on(events.domainGraphics, event => {
        const said = graphicsReport(event.phase, event.remote)
        if (said !== null) taker.onLog('graphics', event.dom, event.dom.name, said)
      }),
      on(events.domainControlError, machine('controlError', report('controlLost'), ['state'])),
      on(events.domainBlockJob2, event => {
        taker.onLog(
          'blockJob',
          event.dom,
          event.dom.name,
          blockJobReport(event.dst, event.type, event.status),
        )
        taker.onMachine(event.dom, ['live', 'config'])
      }),
      on(events.domainDiskChange, event => {
        const said = diskChangeReport(event.devAlias, event.newSrcPath)
        taker.onLog('diskChange', event.dom, event.dom.name, said)
        taker.onMachine(event.dom, ['live', 'config'])
      }),
      on(events.domainTrayChange, machine('tray', null, ['live'])),
      on(events.domainPmwakeup, machine('power', report('woken'), ['state'])),
      on(events.domainPmsuspend, machine('power', report('suspendedToMemory'), ['state'])),
      on(events.domainPmsuspendDisk, machine('power', report('suspendedToDisk'), ['state'])),
      on(events.domainBalloonChange, event => taker.onBalloon(event.dom, Number(event.actual) * 1024)),
      on(events.domainDeviceAdded, event => {
        taker.onLog('device', event.dom, event.dom.name, report('deviceAdded', { device: event.devAlias }))
        taker.onMachine(event.dom, ['live', 'config'])
      }),
      on(events.domainDeviceRemoved, event => {
        taker.onLog('device', event.dom, event.dom.name, report('deviceRemoved', { device: event.devAlias }))
        taker.onMachine(event.dom, ['live', 'config'])
      }),
      on(events.domainDeviceRemovalFailed, event => {
        taker.onLog('device', event.dom, event.dom.name, report('deviceKept', { device: event.devAlias }))
      }),
      on(events.domainTunable, machine('tunable', null, ['live'])),
      on(events.domainMetadataChange, machine('metadata', null, ['live', 'config'])),
      on(events.domainAgentLifecycle, event => {
        taker.onLog('agent', event.dom, event.dom.name, agentReport(event.state))
        taker.onAgent(event.dom, event.state)
      }),
      on(events.domainJobCompleted, machine('job', report('domainJobCompleted'), [])),
      on(events.domainMemoryFailure, machine('memoryFailure', report('hostMemoryFailed'), [])),
      on(events.domainMemoryDeviceSizeChange, machine('memory', null, ['live'])),
      on(events.domainBlockThreshold, event => {
        taker.onLog(
          'blockThreshold',
          event.dom,
          event.dom.name,
          report('blockThreshold', { disk: event.dev }),
        )
      }),
      on(events.networkLifecycle, ({ net, event }) => {
        taker.onLog('network', null, net.name, resourceReport('network', event))
        taker.onPart('networks')
      }),
      on(events.storagePoolLifecycle, ({ pool, event }) => {
        taker.onLog('pool', null, pool.name, resourceReport('pool', event))
        taker.onPart('storage')
      }),
      on(events.storagePoolRefresh, () => taker.onPart('storage')),
      on(events.nodeDeviceLifecycle, ({ dev, event }) => {
        taker.onLog('nodeDevice', null, dev.name, resourceReport('nodeDevice', event))
        taker.onPart('nodeDevices')
      }),
      on(events.nodeDeviceUpdate, () => taker.onPart('nodeDevices')),
      on(events.secretLifecycle, ({ event }) => {
        taker.onLog('secret', null, 'secret', resourceReport('secret', event))
      }),
    ])
  } catch (error) {
    if (!isOver(error, context.signal)) throw error
  }
}
