import type { HostId, MachineKey } from '../../../shared/ids.ts'
import type { Task } from '../../../shared/models/task.ts'
import type { Clock } from '../clock.ts'
import type { Inventory } from '../inventory/index.ts'
import type { FleetLogEvent } from '../store/index.ts'
import type { Tasks } from '../tasks/index.ts'
import { RecentActs } from './acts.ts'
import { causeOf, eventAct, outsideWords } from './explain.ts'
import type { AuditLog } from './log.ts'
import { coreDraft } from './log.ts'
import type { Places } from './places.ts'
import { recordableWords } from './redact.ts'
import { StormBound } from './storm.ts'
import { whoOf } from './who.ts'

/** An event waits this long for the act that may explain it: libvirt may tell before it answers. */
const GRACE_MS = 2_000
/** A guest that said that it would stop has this long to do so. */
const STOPPING_MS = 600_000
/** Kinds of events that are about what people manage. */
const followed = new Set(['lifecycle', 'network', 'pool', 'secret'])
/** Events that may wait at a time; a host that sends more is summed up. */
const WAITING_MAX = 10_000

interface Waiting {
  cancel: () => void
  decide: () => void
}

/** What people's acts led to: the ends of the tasks they began, libvirt's events that followed, and those that did not. */
export class AuditFollow {
  readonly #log: AuditLog
  readonly #clock: Clock
  readonly #places: Places
  readonly #acts = new RecentActs()
  readonly #waiting = new Set<Waiting>()
  readonly #stopping = new Map<MachineKey, number>()
  readonly #ended = new Set<string>()
  readonly #storm: StormBound
  readonly #unsubscribe: (() => void)[]

  constructor(parts: {
    log: AuditLog
    clock: Clock
    places: Places
    inventory: Pick<Inventory, 'onEvent'>
    tasks: Pick<Tasks, 'onChange'>
  }) {
    this.#log = parts.log
    this.#clock = parts.clock
    this.#places = parts.places
    this.#storm = new StormBound(parts.clock, (hostId, rest) => this.#sumUp(hostId, rest))
    const isOpen = (id: string) => !this.#ended.has(id)
    this.#unsubscribe = [
      parts.log.onWritten(entries => {
        for (const entry of entries) this.#acts.add(entry, isOpen)
      }),
      parts.inventory.onEvent(event => this.#onEvent(event)),
      parts.tasks.onChange(task => this.#onTask(task)),
    ]
  }

  /** Decides what still waits. */
  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe()
    this.#log.flush()
    for (const { cancel, decide } of [...this.#waiting]) {
      cancel()
      decide()
    }
    this.#storm.close()
  }

  #later(work: () => void): void {
    const decide = () => {
      this.#waiting.delete(waiting)
      work()
    }
    const waiting: Waiting = { decide, cancel: this.#clock.after(GRACE_MS, decide) }
    this.#waiting.add(waiting)
  }

  #onTask(task: Task): void {
    if (task.endedAtMs === null || this.#ended.has(task.id)) return
    this.#ended.add(task.id)
    if (this.#ended.size > WAITING_MAX) this.#ended.clear()
    this.#acts.ended(task)
    this.#later(() => this.#recordEnd(task))
  }

  #recordEnd(task: Task): void {
    const act = this.#acts.ofTask(task.id)
    this.#acts.ended(task)
    const { endedAtMs, createdAtMs, problem } = task
    this.#log.record({
      ...coreDraft('task.ended', { action: task.action }, task.status === 'done' ? 'done' : 'failed'),
      ...whoOf(act?.entry),
      ...this.#places.machine(task.key, task.machine),
      error: problem ? `${problem.code}: ${recordableWords(problem.message)}` : null,
      durationMs: endedAtMs === null ? null : Math.round(endedAtMs - createdAtMs),
      correlation: [task.id, ...(act ? [`seq:${act.entry.seq}`] : [])],
    })
  }

  #onEvent(event: FleetLogEvent): void {
    if (!followed.has(event.kind)) return
    if (event.key !== null && /^Shutting down: asked by the guest/.test(event.text)) {
      if (this.#stopping.size > WAITING_MAX) this.#stopping.clear()
      this.#stopping.set(event.key, event.atMs)
    }
    if (this.#waiting.size >= WAITING_MAX) this.#storm.admits(event.hostId, event.text)
    else this.#later(() => this.#recordEvent(event))
  }

  #recordEvent(event: FleetLogEvent): void {
    const { key, text, atMs, hostId } = event
    const act = key === null ? undefined : this.#acts.explaining(key, text, atMs)
    if (!act && !this.#storm.admits(hostId, text)) return
    const place = key === null ? this.#places.host(hostId) : this.#places.machine(key, event.subject)
    const object = key === null ? `${place.object} / ${recordableWords(event.subject)}` : place.object
    const said = recordableWords(text)
    if (act) {
      this.#log.record({
        ...coreDraft(eventAct(text), { event: said }, 'done'),
        ...whoOf(act.entry),
        ...place,
        object,
        correlation: [`seq:${act.entry.seq}`, ...act.entry.correlation],
      })
      return
    }
    const guestAsked = key !== null && atMs - (this.#stopping.get(key) ?? -STOPPING_MS) < STOPPING_MS
    this.#log.record({
      ...coreDraft(eventAct(text), { event: said, by: causeOf(text, guestAsked) }, 'seen'),
      ...place,
      object,
    })
  }

  #sumUp(hostId: HostId, { count, events }: { count: number; events: Record<string, number> }): void {
    this.#log.record({
      ...coreDraft('event.many', { count, events, by: outsideWords }, 'seen'),
      ...this.#places.host(hostId),
    })
  }
}
