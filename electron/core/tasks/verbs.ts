import type { DomainState, Machine } from '../../../shared/models/machine.ts'
import type { MachineAction } from '../../../shared/models/task.ts'

/** One verb: its virsh word, the state it leads to, and why a machine would be left alone. */
export interface Verb {
  virsh: string
  /** State after success; null where it stays as it is. */
  nextState: DomainState | null
  /** Why this machine is skipped, in words that fit after its name; null when it will run. */
  skip(machine: Machine): string | null
}

const active: ReadonlySet<DomainState> = new Set(['running', 'blocked', 'paused', 'shutdown', 'pmsuspended'])
const executing: ReadonlySet<DomainState> = new Set(['running', 'blocked', 'shutdown'])

/** True while the hypervisor holds the machine in memory, whatever it is doing. */
export const isActive = (state: DomainState): boolean => active.has(state)

const unlessActive = ({ state }: Machine) => (isActive(state) ? null : `is not running (${state})`)
const unlessExecuting = ({ state }: Machine) => (executing.has(state) ? null : `is not running (${state})`)
const unlessPersistent = ({ persistent }: Machine) =>
  persistent ? null : 'is transient: libvirt keeps no definition of it'

/** Facts of every verb, as libvirt defines them (virDomainCreate and its siblings). */
export const verbs: Record<MachineAction, Verb> = {
  start: {
    virsh: 'start',
    nextState: 'running',
    skip: machine =>
      isActive(machine.state) ? `is active already (${machine.state})` : unlessPersistent(machine),
  },
  shutdown: { virsh: 'shutdown', nextState: 'shutoff', skip: unlessExecuting },
  reboot: { virsh: 'reboot', nextState: null, skip: unlessExecuting },
  reset: { virsh: 'reset', nextState: null, skip: unlessActive },
  forceOff: { virsh: 'destroy', nextState: 'shutoff', skip: unlessActive },
  pause: {
    virsh: 'suspend',
    nextState: 'paused',
    skip: machine => (machine.state === 'paused' ? 'is paused already' : unlessExecuting(machine)),
  },
  resume: {
    virsh: 'resume',
    nextState: 'running',
    skip: ({ state }) =>
      state === 'paused'
        ? null
        : state === 'pmsuspended'
          ? 'sleeps; wake it instead'
          : `is not paused (${state})`,
  },
  save: {
    virsh: 'managedsave',
    nextState: 'shutoff',
    skip: machine => unlessActive(machine) ?? unlessPersistent(machine),
  },
  autostartOn: {
    virsh: 'autostart',
    nextState: null,
    skip: machine => (machine.autostart ? 'starts with its host already' : unlessPersistent(machine)),
  },
  autostartOff: {
    virsh: 'autostart --disable',
    nextState: null,
    skip: machine => (machine.autostart ? null : 'does not start with its host'),
  },
}

const plain = /^[A-Za-z0-9_@%+=:,./-]+$/

/** A word for a POSIX shell, quoted where it needs to be. */
export const shellWord = (text: string): string =>
  plain.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", `'\\''`)}'`

/** The same act as a virsh line; the UUID leaves no doubt which machine is meant. */
export const virshLine = (action: MachineAction, uri: string, uuid: string): string =>
  `virsh -c ${shellWord(uri)} ${verbs[action].virsh} ${uuid}`
