import { AppError } from '../../../shared/errors.ts'
import type { MachineKey } from '../../../shared/ids.ts'
import type { DomainState, Machine } from '../../../shared/models/machine.ts'
import type { MachineAction } from '../../../shared/models/task.ts'
import { type Report, report } from '../../../shared/report.ts'
import type { Clock } from '../clock.ts'
import type { Inventory, LiveHost } from '../inventory/index.ts'
import { type RemoteDomain, remote, uuidBytes } from '../libvirt/index.ts'

/** What performing one action on one machine needs. */
export interface Performance {
  action: MachineAction
  machine: Machine
  live: LiveHost
  inventory: Pick<Inventory, 'machine' | 'onChange' | 'refreshMachine'>
  clock: Clock
  /** How long a guest may take to shut down. */
  timeoutMs: number
  signal: AbortSignal
  /** libvirt has taken the request: what is left is waiting, which keeps nobody else from asking. */
  onTaken(): void
  log(said: Report): void
}

const HURRIED_MS = 60_000
/** The inventory is given this long to hear of an action by itself before it is asked to look. */
const EVENT_WAIT_MS = 2_000
/** While a guest shuts down, it is looked at this often in case neither an event nor a tick tells. */
const LOOK_EVERY_MS = 20_000

/**
 * Performs an action: resolves when libvirt has said that it is done (for a shutdown: when the guest has stopped)
 * and the inventory knows it. Rejects LibvirtError, LinkError, or `AppError` task.timeout.
 */
export async function perform(performance: Performance): Promise<void> {
  const { action, machine, log } = performance
  await ask(performance)
  performance.onTaken()
  if (action === 'shutdown') {
    log(report('taskShutdownAsked'))
    await guestStopped(performance)
    return
  }
  log(report(action === 'reboot' ? 'taskRebootAsked' : 'taskDone'))
  await heard(performance, expected(action, machine))
}

async function ask({ action, machine, live, signal }: Performance): Promise<void> {
  const { libvirt } = live
  const dom: RemoteDomain = { name: machine.name, uuid: uuidBytes(machine.uuid), id: machine.id ?? -1 }
  const hurried = { signal, timeoutMs: HURRIED_MS }
  switch (action) {
    case 'start':
      await libvirt.call(remote.domainCreateWithFlags, { dom, flags: 0 }, { signal })
      return
    case 'shutdown':
      return libvirt.call(remote.domainShutdown, { dom }, hurried)
    case 'reboot':
      return libvirt.call(remote.domainReboot, { dom, flags: 0 }, hurried)
    case 'reset':
      return libvirt.call(remote.domainReset, { dom, flags: 0 }, hurried)
    case 'forceOff':
      return libvirt.call(remote.domainDestroy, { dom }, hurried)
    case 'pause':
      return libvirt.call(remote.domainSuspend, { dom }, hurried)
    case 'resume':
      return machine.state === 'pmsuspended'
        ? libvirt.call(remote.domainPmWakeup, { dom, flags: 0 }, hurried)
        : libvirt.call(remote.domainResume, { dom }, hurried)
    case 'save':
      return save(live, dom, signal)
    case 'autostartOn':
    case 'autostartOff':
      return libvirt.call(
        remote.domainSetAutostart,
        { dom, autostart: action === 'autostartOn' ? 1 : 0 },
        hurried,
      )
  }
}

/** Saving takes as long as the memory is large; libvirt can end it midway, and then answers the call itself. */
async function save(
  { libvirt, signal: connection }: LiveHost,
  dom: RemoteDomain,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  let aborting: Promise<void> | null = null
  const abort = () => {
    aborting = libvirt.call(remote.domainAbortJob, { dom }, { signal: connection, timeoutMs: HURRIED_MS })
    // Awaited below.
    aborting.catch(() => undefined)
  }
  signal.addEventListener('abort', abort, { once: true })
  try {
    await libvirt.call(remote.domainManagedSave, { dom, flags: 0 }, { signal: connection })
  } catch (error) {
    if (aborting === null) throw error
    // Where there was no job left to end, the saving had failed by itself.
    await Promise.resolve(aborting).catch(() => {
      throw error
    })
    throw new AppError('task.cancelled', 'It was cancelled; the machine runs on.')
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** Whether the inventory shows what the action leads to; null where nothing of the machine changes. */
function expected(
  action: MachineAction,
  before: Machine,
): ((machine: Machine | undefined) => boolean) | null {
  const inState =
    (...states: DomainState[]) =>
    (machine: Machine | undefined) =>
      machine !== undefined && states.includes(machine.state)
  switch (action) {
    case 'start':
      return machine => machine !== undefined && machine.id !== null && machine.id !== before.id
    case 'resume':
      return inState('running', 'blocked')
    case 'pause':
      return inState('paused')
    case 'forceOff':
    case 'save':
      return stopped
    case 'autostartOn':
    case 'autostartOff':
      return machine => machine === undefined || machine.autostart === (action === 'autostartOn')
    default:
      return null
  }
}

function stopped(machine: Machine | undefined): boolean {
  return machine === undefined || machine.id === null
}

/** Resolves when the inventory has heard; where no event comes it is asked to look. */
async function heard(
  performance: Performance,
  shows: ((machine: Machine | undefined) => boolean) | null,
): Promise<void> {
  const { action, inventory, machine, signal } = performance
  if (shows === null) return
  const silent = action === 'autostartOn' || action === 'autostartOff'
  try {
    if (!silent && (await shown(performance, shows, EVENT_WAIT_MS, signal))) return
    await inventory.refreshMachine(machine.key)
  } catch (error) {
    // libvirt has said that it is done; that it was cancelled, or the host went, since then does not undo it.
    if (!signal.aborted && !performance.live.signal.aborted) throw error
  }
}

async function guestStopped(performance: Performance): Promise<void> {
  const { machine, live, signal } = performance
  try {
    await watchGuest(performance)
  } catch (error) {
    if (signal.aborted || !live.signal.aborted) throw error
    throw new AppError(
      'transport.closed',
      `The connection to ${machine.host} ended before ${machine.name} was seen to stop.`,
      { next: 'libvirt has asked the guest; see what state it is in when the host is back.', cause: error },
    )
  }
}

async function watchGuest(performance: Performance): Promise<void> {
  const { inventory, machine, live, clock, timeoutMs, log } = performance
  const signal = AbortSignal.any([performance.signal, live.signal])
  const begunMs = clock.monotonicMs()
  for (;;) {
    const leftMs = begunMs + timeoutMs - clock.monotonicMs()
    if (await shown(performance, stopped, Math.min(LOOK_EVERY_MS, Math.max(0, leftMs)), signal)) break
    await inventory.refreshMachine(machine.key)
    if (leftMs > 0) continue
    if (stopped(inventory.machine(machine.key))) break
    throw new AppError(
      'task.timeout',
      `${machine.name} has not shut down within ${Math.round(timeoutMs / 1000)} s; its guest may be ignoring the request.`,
      {
        next: 'Wait longer, look at its console, or force it off: unsaved data in the guest is lost then.',
        data: { offer: 'forceOff' satisfies MachineAction },
      },
    )
  }
  log(report('taskStopped', { seconds: Math.round((clock.monotonicMs() - begunMs) / 1000) }))
}

/** True when the inventory shows it within that time; rejects when the signal aborts. */
function shown(
  { inventory, machine, clock }: Performance,
  shows: (machine: Machine | undefined) => boolean,
  withinMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const key: MachineKey = machine.key
  if (shows(inventory.machine(key))) return Promise.resolve(true)
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      unsubscribe()
      cancel()
      signal.removeEventListener('abort', onAbort)
      settle()
    }
    const onAbort = () => end(() => reject(signal.reason))
    const unsubscribe = inventory.onChange(() => {
      if (shows(inventory.machine(key))) end(() => resolve(true))
    })
    const cancel = clock.after(withinMs, () => end(() => resolve(false)))
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
  })
}
