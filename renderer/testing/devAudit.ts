import { implement } from '@orpc/server'
import { contract } from '../../shared/contract/index.ts'
import type { AuditEntry, AuditFilter } from '../../shared/contract/audit.ts'
import { AppError } from '../../shared/errors.ts'
import type { HostId, MachineKey } from '../../shared/ids.ts'
import type { DevCore } from './devCore.ts'

const os = implement(contract, { initialOutputValidationIndex: Number.NaN })

const MINUTE_MS = 60_000

const shapes: Partial<AuditEntry>[] = [
  { person: 'anna', role: 'Operator', act: 'machines.operate', parameters: { action: 'shutdown' } },
  {
    act: 'task.ended',
    person: 'anna',
    shell: 'core',
    parameters: { action: 'shutdown' },
    correlation: ['seq:1'],
  },
  {
    act: 'event.stopped',
    shell: 'core',
    result: 'seen',
    parameters: { event: 'Stopped: forced off', by: 'something outside NovaCron' },
  },
  {
    person: 'otto',
    act: 'machines.operate',
    parameters: { action: 'forceOff' },
    result: 'refused',
    error: 'rights.denied: This needs the right “domain.operate.forceOff”.',
  },
  {
    person: 'anna',
    role: 'Admin',
    act: 'hosts.update',
    elevated: true,
    parameters: { name: 'kvm1', password: '•••' },
  },
]

/** Made-up entries about the made-up machines, oldest first; the same each time. */
export function devEntries(core: DevCore, count = 60): AuditEntry[] {
  const machines = [...core.machines.values()]
  return Array.from({ length: machines.length === 0 ? 0 : count }, (_, index) => {
    const machine = machines[index % machines.length]
    return {
      seq: index + 1,
      atMs: Date.now() - (count - index) * MINUTE_MS,
      personId: null,
      person: null,
      role: null,
      elevated: false,
      shell: 'headless',
      sessionId: null,
      act: 'machines.operate',
      permission: null,
      siteId: null,
      hostId: (machine?.hostId ?? null) as HostId | null,
      machine: (machine?.key ?? null) as MachineKey | null,
      object: machine ? `${machine.host} / ${machine.name}` : '',
      parameters: {},
      result: 'done',
      error: null,
      durationMs: 12 + index,
      correlation: [],
      ...shapes[index % shapes.length],
    }
  })
}

const fits = (entry: AuditEntry, filter: AuditFilter): boolean =>
  (filter.person === undefined || entry.person === filter.person) &&
  (filter.result === undefined || entry.result === filter.result) &&
  (filter.act === undefined || entry.act.startsWith(filter.act)) &&
  (filter.hostId === undefined || entry.hostId === filter.hostId) &&
  (filter.sinceMs === undefined || entry.atMs >= filter.sinceMs) &&
  (filter.text === undefined || JSON.stringify(entry).toLowerCase().includes(filter.text.toLowerCase()))

/** The audit of the made-up core: `broken` has a log that somebody edited, `denied` may not read it. */
export function devAudit(core: DevCore) {
  const entries = () => {
    if (core.options.scenario === 'denied')
      throw new AppError('rights.denied', 'This needs the right “audit.read”.')
    return devEntries(core)
  }
  return {
    list: os.audit.list.handler(({ input }) => {
      const found = entries()
        .filter(entry => fits(entry, input) && entry.seq < (input.before ?? Number.POSITIVE_INFINITY))
        .reverse()
      return { entries: found.slice(0, input.limit), more: found.length > input.limit }
    }),
    watch: os.audit.watch.handler(async function* ({ signal }) {
      entries()
      yield []
      await new Promise<void>(resolve => signal?.addEventListener('abort', () => resolve(), { once: true }))
    }),
    verify: os.audit.verify.handler(() => {
      const all = entries()
      return {
        entries: all.length,
        firstSeq: all[0]?.seq ?? null,
        lastSeq: all.at(-1)?.seq ?? null,
        prunedSeq: 0,
        last: { seq: all.length, hash: 'ab'.repeat(32) },
        problem:
          core.options.scenario === 'mixed'
            ? { kind: 'edited' as const, seq: 17, words: 'Entry 17 is not what it was when it was written.' }
            : null,
        signedHeads: 3,
        signer: 'SHA256:gQ8n0q4cJ8fG0y6m2dQwq0W8m2f0n7bq1o3s5u7w9yA',
        anchor: null,
        durationMs: 420,
      }
    }),
    status: os.audit.status.handler(() => ({
      lastSeq: entries().length,
      problem: null,
      forward:
        core.options.scenario === 'mixed'
          ? { target: 'tls://logs.example.test', sentSeq: 48, waiting: 12, problem: 'The receiver is gone.' }
          : null,
    })),
    export: os.audit.export.handler(async function* ({ input }) {
      const found = entries().filter(entry => fits(entry, input))
      const text = found.map(entry => `${JSON.stringify(entry)}\n`).join('')
      yield { type: 'begin', mediaType: 'text/plain', fileName: `audit.${input.format}`, part: false }
      yield { type: 'text', text, count: found.length }
      yield { type: 'end', count: found.length }
    }),
  }
}
