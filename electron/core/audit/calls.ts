import type { AuditEntry } from '../../../shared/contract/audit.ts'
import { type AppErrorWire, errorToWire } from '../../../shared/errors.ts'
import { HostId, MachineKey, SiteId } from '../../../shared/ids.ts'
import type { Subject } from '../../../shared/models/access.ts'
import type { Permission } from '../../../shared/permissions.ts'
import type { Caller } from '../api/caller.ts'
import type { Clock } from '../clock.ts'
import { operateOutcome } from './operated.ts'
import { type AuditPlace, type Places, nowhere } from './places.ts'
import { recordable, recordableWords } from './redact.ts'
import { Repeats } from './repeats.ts'
import type { AuditDraft, AuditSink } from './types.ts'

/** A call of a procedure, as it begins. */
export interface BegunCall {
  path: readonly string[]
  permission: Permission | 'everyone' | null
  caller: Caller
  /** As it came, perhaps not even of the right shape. */
  input: unknown
}

/** Told once how the call went; `refused`: it was not let through, whatever the error calls it. */
export type EndCall = (outcome: { output: unknown } | { error: unknown; refused?: boolean }) => void

/** What only reads and is recorded all the same: it takes things out of the installation, or looks at the log itself. */
const recordedReads = new Set(['audit.verify', 'audit.export'])

/** Who comes and goes is told by the door itself. */
const silentAreas = new Set(['session'])

/** Told by the door whatever becomes of it, so that a refusal of the policy is not told twice. */
const toldByTheDoor = new Set(['session.elevate', 'session.signIn', 'session.recover'])

/** Ask without a right that ends in `read`. */
const askingOnly = new Set(['app.sessions', 'policies.preview', 'backup.preview'])

/** True where a success is recorded; a refusal always is. */
export function isAct(path: readonly string[], permission: Permission | 'everyone' | null): boolean {
  const name = path.join('.')
  if (recordedReads.has(name)) return true
  if (permission === null || permission === 'everyone' || permission === 'settings.own') return false
  if (silentAreas.has(path[0] ?? '') || askingOnly.has(name)) return false
  const verb = path.at(-1) ?? ''
  return !permission.endsWith('.read') && !/^(watch|preview|plan|inherited|discover|list|get)/.test(verb)
}

/** A refusal by rights or rules, or what went wrong on the way. */
const refusals = /^(rights|policy|session)\./

const field = (input: unknown, name: string): unknown =>
  typeof input === 'object' && input !== null ? Reflect.get(input, name) : undefined

/** What a call is about, found in its input by the contract's names. */
function placesOf(verb: string, input: unknown, places: Places): AuditPlace[] {
  const keys = MachineKey.array().safeParse(field(input, 'keys'))
  if (keys.success && keys.data.length > 0) return [...new Set(keys.data)].map(key => places.machine(key))
  const key = MachineKey.safeParse(field(input, 'key'))
  if (key.success) return [places.machine(key.data)]
  const host = HostId.safeParse(field(input, 'hostId'))
  if (host.success) return [places.host(host.data)]
  const text = [field(input, 'name'), field(input, 'uri')].find(each => typeof each === 'string')
  const own = text === undefined ? '' : recordableWords(String(text))
  for (const name of ['siteId', 'parentId']) {
    const site = SiteId.safeParse(field(input, name))
    if (!site.success) continue
    const place = places.site(site.data)
    // What is made there has a name and no identity yet; what a site itself is to be called stands in the parameters.
    return [makes.test(verb) && own !== '' ? { ...place, object: `${place.object} / ${own}` } : place]
  }
  return [{ ...nowhere, object: own }]
}

/** Verbs that make something within the site that they name. */
const makes = /^(add|create)/

const subjectOf = ({ machine, hostId, siteId }: AuditPlace): Subject =>
  machine
    ? { kind: 'machine', key: machine }
    : hostId
      ? { kind: 'host', hostId }
      : siteId
        ? { kind: 'site', siteId }
        : { kind: 'installation' }

/** Turns calls of the contract into entries: every act and every refusal, one for each machine that it names. */
export class CallRecorder {
  readonly #sink: AuditSink
  readonly #places: Places
  readonly #clock: Clock
  readonly #repeats: Repeats

  constructor(parts: { sink: AuditSink; places: Places; clock: Clock }) {
    this.#sink = parts.sink
    this.#places = parts.places
    this.#clock = parts.clock
    this.#repeats = new Repeats(parts)
  }

  /** Names are taken now: what the call removes has none afterwards. */
  begin(call: BegunCall): EndCall {
    const { seat } = call.caller
    const act = call.path.join('.')
    const begunMs = this.#clock.monotonicMs()
    const places = placesOf(call.path.at(-1) ?? '', call.input, this.#places)
    const { access, elevated } = seat
    return outcome => {
      const wire = 'error' in outcome ? errorToWire(outcome.error) : null
      const isRefusal = wire !== null && 'error' in outcome && (outcome.refused ?? refusals.test(wire.code))
      if (!isRefusal && !isAct(call.path, call.permission)) return
      // A reader that went away is nobody's act.
      if (wire?.code === 'cancelled') return
      if (toldByTheDoor.has(act) && !('error' in outcome && outcome.refused)) return
      const told = wire?.data?.permission
      const permission =
        call.permission === 'everyone' ? null : (call.permission ?? (typeof told === 'string' ? told : null))
      const base = {
        personId: access.person?.id ?? null,
        person: access.person?.name ?? null,
        elevated,
        shell: seat.shell,
        sessionId: seat.session,
        act,
        permission,
        parameters: recordable(this.#withoutKeys(call.input)),
        durationMs: Math.round((this.#clock.monotonicMs() - begunMs) * 10) / 10,
      }
      const outcomes = 'output' in outcome ? operateOutcome(outcome.output) : null
      const role = (place: AuditPlace): string | null =>
        call.permission === null || call.permission === 'everyone'
          ? null
          : access.decide(call.permission, subjectOf(place)).role
      for (const place of isRefusal ? places.slice(0, REFUSED_MAX) : places) {
        const draft: AuditDraft = {
          ...base,
          ...place,
          role: wire === null ? role(place) : null,
          ...this.#result(wire, isRefusal),
          ...(place.machine === null ? null : outcomes?.(place.machine)),
        }
        if (isRefusal) this.#repeats.record(draft)
        else this.#sink.record(draft)
      }
      if (isRefusal && places.length > REFUSED_MAX)
        this.#repeats.record({
          ...base,
          ...nowhere,
          role: null,
          ...this.#result(wire, true),
          object: `${places.length - REFUSED_MAX} more machines`,
        })
    }
  }

  close(): void {
    this.#repeats.close()
  }

  #result(
    wire: AppErrorWire | null,
    isRefusal: boolean,
  ): Pick<AuditEntry, 'result' | 'error' | 'correlation'> {
    if (wire === null) return { result: 'done', error: null, correlation: [] }
    return {
      result: isRefusal ? 'refused' : 'failed',
      error: `${wire.code}: ${recordableWords(wire.message)}`,
      correlation: [],
    }
  }

  /** The keys have become the entries' objects. */
  #withoutKeys(input: unknown): unknown {
    if (typeof input !== 'object' || input === null || !('keys' in input)) return input
    const { keys, ...rest } = input
    return Array.isArray(keys) && keys.length > 1 ? { ...rest, machines: keys.length } : rest
  }
}

/** Machines named one by one where a call on many was refused. */
const REFUSED_MAX = 100
