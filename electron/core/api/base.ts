import { implement, ORPCError } from '@orpc/server'
import { type Contract, contract } from '../../../shared/contract/index.ts'
import { AppError } from '../../../shared/errors.ts'
import { isAct } from '../audit/calls.ts'
import type { Core } from '../core.ts'
import type { Logger } from '../log.ts'
import { type CoreView, viewOf } from '../view/index.ts'
import type { Caller } from './caller.ts'
import { type Admission, Gate, metaOf } from './gate.ts'
import { translate } from './translate.ts'

/** What a shell says of each call. */
export interface ApiContext {
  caller: Caller
  log: Logger
}

/** With the core that serves it. */
interface CoreContext extends ApiContext {
  core: Core
}

/** What every handler is given besides its parsed input; `view` is all of the core that the caller may read. */
export interface HandlerContext extends ApiContext {
  view: CoreView
}

const gates = new WeakMap<Core, Gate>()

/** The gate of a core. */
export function gateOf(core: Core): Gate {
  const gate = gates.get(core) ?? new Gate(core)
  gates.set(core, gate)
  return gate
}

const isAsyncIterator = (value: unknown): value is AsyncIterator<unknown, unknown, void> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value

/**
 * What leaves is typed by the contract when it is compiled and held against its schemas in the tests;
 * parsing ten thousand rows again at run time would hold the core's loop for nothing.
 */
const unparsedOutput = { initialOutputValidationIndex: Number.NaN }

/** Begins the router of one core: it is what the calls are checked against. */
export const serving = (core: Core) =>
  implement<Contract, ApiContext>(contract, unparsedOutput).use(({ next }) => next({ context: { core } }))

/**
 * The contract's implementer: the one place where rights are checked, acts and refusals are told to the audit, and
 * errors take their wire form. It runs before the input is parsed, so nobody learns shapes who may not call.
 */
export const api = implement<Contract, CoreContext>(contract, unparsedOutput).use(
  async ({ context, next, procedure, path }, input) => {
    const { core, caller, log } = context
    const { seat } = caller
    const told = (error: unknown) => translate(error, path, log)
    let admission: Admission | null = null
    let declared: Admission['permission'] | null = null
    let end: ReturnType<Core['audit']['begin']> | null = null
    const begun = () => {
      const permission = admission?.permission ?? declared
      return core.audit.begin({ path, permission, caller, input })
    }
    const ending = new AbortController()
    try {
      const meta = metaOf(procedure['~orpc'].meta, path)
      declared = meta.permission
      admission = gateOf(core).admit(seat.access, meta, path, input)
      if (isAct(path, admission.permission)) end = begun()
      const view = viewOf(core, seat.access)
      const result = await next({ context: { view, caller: { ...caller, ending: ending.signal } } })
      end?.({ output: result.output })
      if (!isAsyncIterator(result.output)) return result
      return { ...result, output: watched(result.output, { core, caller, admission, view, ending }, told) }
    } catch (error) {
      const wire = told(error)
      const refused = admission === null ? { refused: true } : {}
      ;(end ?? begun())({ error: wire instanceof ORPCError ? appErrorOf(error, wire) : error, ...refused })
      throw wire
    }
  },
)

/** What the audit is told of a failure: the error a person can act on, malformed input included. */
function appErrorOf(error: unknown, wire: ORPCError<string, unknown>): unknown {
  if (error instanceof AppError) return error
  return wire.code === 'APP' && error instanceof ORPCError
    ? new AppError('input.invalid', wire.message)
    : error
}

interface Watch {
  core: Core
  caller: Caller
  admission: Admission
  view: CoreView
  /** Tells the source to let go of what it holds. */
  ending: AbortController
}

const never = new AbortController().signal

/**
 * A stream that ends with its reason as soon as the person leaves, their rights change, or what it is about is theirs
 * no more; each element is let through by itself. Its source is told at once, also while it waits for something.
 */
async function* watched(
  source: AsyncIterator<unknown, unknown, void>,
  { core, caller, admission, view, ending }: Watch,
  told: (error: unknown) => unknown,
) {
  const { access } = caller.seat
  // Who is there is told to whoever comes and goes.
  const epoch = admission.permission === 'everyone' ? never : caller.seat.epoch
  // One way out for the element that is waited for now: a race with one lasting promise would keep every element.
  let leave: (error: unknown) => void = () => undefined
  const onEnd = () => leave(epochError(epoch))
  epoch.addEventListener('abort', onEnd, { once: true })
  const isOpen = () => viewOf(core, access) === view && gateOf(core).isOpen(access, admission)
  // A host that went to another site may have gone out of reach although nobody's grants changed.
  const stopPlaces =
    admission.subjects.length === 0
      ? () => undefined
      : core.registry.onHost(event => {
          if (event.type !== 'state' && !isOpen()) leave(rightsChanged())
        })
  try {
    for (;;) {
      const step = await new Promise<IteratorResult<unknown, unknown>>((resolve, reject) => {
        leave = reject
        if (epoch.aborted) onEnd()
        source.next().then(resolve, reject)
      })
      if (epoch.aborted) throw epochError(epoch)
      if (step.done) return step.value
      if (!isOpen()) throw rightsChanged()
      yield step.value
    }
  } catch (error) {
    throw told(error)
  } finally {
    epoch.removeEventListener('abort', onEnd)
    stopPlaces()
    ending.abort()
    // Whoever left need not wait until the source has let go.
    void Promise.resolve(source.return?.()).catch((error: unknown) => told(error))
  }
}

const rightsChanged = () =>
  new AppError('rights.changed', 'What may be read here has changed.', {
    next: 'It is opened again by itself.',
  })

function epochError(epoch: AbortSignal): unknown {
  return epoch.reason instanceof AppError ? epoch.reason : rightsChanged()
}
