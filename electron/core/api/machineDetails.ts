import type {
  DefinitionChoice,
  DefinitionSource,
  MachineDetailEvent,
  UnreadableXml,
} from '../../../shared/contract/machineDetails.ts'
import { AppError } from '../../../shared/errors.ts'
import { type MachineKey, splitMachineKey } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { MachineDetailSample } from '../../../shared/models/machineMetrics.ts'
import {
  betweenMachines,
  compareDefinitions,
  describeHardware,
  DomainXmlError,
  pendingChanges,
} from '../domainXml/index.ts'
import type { CoreView } from '../view/index.ts'
import { api } from './base.ts'
import { conflated } from './streams.ts'

/** Samples kept for a reader that does not keep up. */
const PENDING_SAMPLES = 300

/** The machine, or `AppError` machine.unknown. */
export function machineOf(core: Pick<CoreView, 'inventory'>, key: MachineKey): Machine {
  const machine = core.inventory.machine(key)
  if (machine) return machine
  throw new AppError('machine.unknown', 'This machine is not in the inventory any more.', { data: { key } })
}

/** A text of a machine and where it came from; `AppError` machine.unknown where there is none. */
export function definitionOf(
  core: Pick<CoreView, 'inventory' | 'store'>,
  { key, hash, stored }: DefinitionChoice,
): { xml: string; source: DefinitionSource } {
  const machine = machineOf(core, key)
  const { hostId, uuid } = splitMachineKey(key)
  const { name, host } = machine
  if (hash !== undefined) {
    const version = core.store.definitions.versions(hostId, uuid).find(candidate => candidate.hash === hash)
    const xml = version ? core.store.definitions.text(hash) : null
    if (version && xml !== null)
      return { xml, source: { key, name, host, hash, asOfMs: version.lastSeenMs, running: false } }
    throw new AppError('machine.unknown', 'This version of the definition is not stored.', {
      data: { key, hash },
    })
  }
  const running = stored ? null : core.inventory.runningDefinition(key)
  const current = running ?? core.inventory.configuration(key)
  if (current) {
    const { xml, ...rest } = current
    return {
      xml,
      source: { key, name, host, hash: rest.hash, asOfMs: rest.asOfMs, running: running !== null },
    }
  }
  throw new AppError('machine.unknown', `The definition of ${name} has not been read yet.`, {
    next: 'It is read as soon as its host is live.',
    data: { key },
  })
}

/** The result, or what is wrong with the XML and where. */
function reading<T>(
  read: () => T,
): { value: T; unreadable: null } | { value: null; unreadable: UnreadableXml } {
  try {
    return { value: read(), unreadable: null }
  } catch (error) {
    if (!(error instanceof DomainXmlError)) throw error
    const { fault, line, column } = error
    return { value: null, unreadable: { code: fault.code, values: { ...fault.values }, line, column } }
  }
}

/** Handlers of the machines area that read definitions. */
export const definitionHandlers = {
  hardware: api.machines.hardware.handler(({ input, context: { view } }) => {
    const { xml, source } = definitionOf(view, input)
    const { value, unreadable } = reading(() => describeHardware(xml))
    return { source, groups: value ?? [], unreadable }
  }),
  pending: api.machines.pending.handler(({ input, context: { view } }) => {
    machineOf(view, input.key)
    const running = view.inventory.runningDefinition(input.key)
    const stored = view.inventory.configuration(input.key)
    if (running === null || stored === null) return { changes: null, more: false }
    const { value } = reading(() => pendingChanges(running.xml, stored.xml))
    return value ?? { changes: null, more: false }
  }),
  compare: api.machines.compare.handler(({ input, context: { view } }) => {
    const a = definitionOf(view, input.a)
    const b = definitionOf(view, input.b)
    const { value, unreadable } = reading(() =>
      input.a.key === input.b.key
        ? compareDefinitions(a.xml, b.xml)
        : compareDefinitions(a.xml, b.xml, betweenMachines),
    )
    return { a: a.source, b: b.source, changes: value?.changes ?? [], more: value?.more ?? false, unreadable }
  }),
}

/** Handlers of the metrics area about one machine's parts. */
export const machineMetricsHandlers = {
  watchMachine: api.metrics.watchMachine.handler(({ input: { key }, context, signal }) => {
    const { sampler } = context.view
    machineOf(context.view, key)
    let pending: MachineDetailSample[] = []
    return conflated<MachineDetailEvent>(context.caller, signal, {
      subscribe: changed =>
        sampler.watchMachine(key, sample => {
          if (pending.length >= PENDING_SAMPLES) pending.shift()
          pending.push(sample)
          changed()
        }),
      snapshot: () => [{ type: 'snapshot', ...sampler.machineDetails(key) }],
      *flush() {
        const samples = pending
        pending = []
        for (const sample of samples) yield { type: 'sample', sample }
      },
    })
  }),
}
