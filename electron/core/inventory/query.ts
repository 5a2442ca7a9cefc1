import { AppError } from '../../../shared/errors.ts'
import type { MachineKey } from '../../../shared/ids.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { MachineSample } from '../../../shared/models/metrics.ts'
import {
  compile,
  parseQuery,
  type QueryContext,
  type QueryError,
  queryNeeds,
} from '../../../shared/query/index.ts'
import type { Store } from '../store/index.ts'

/** What a query looks into besides the machine itself. */
export interface QuerySources {
  store: Pick<Store, 'search'>
  sampler: { latest(key: MachineKey): MachineSample | undefined }
  clock: { nowMs(): number }
}

/** A query that parsed, ready to be asked again and again. */
export class InventoryQuery {
  /** True when its answer moves with time or metrics although no machine changes. */
  readonly volatile: boolean
  readonly #matches: ReturnType<typeof compile>
  readonly #sources: QuerySources

  /** Throws `AppError` query.invalid with `data.position` and `data.text` where the text does not parse. */
  constructor(where: string, sources: QuerySources) {
    const parsed = parseQuery(where)
    if (!parsed.ok) {
      const { position, message, says, suggestions } = parsed
      throw new AppError('query.invalid', message, {
        next: 'The query language is described in docs/query.md.',
        data: { position, text: where, says, suggestions },
      })
    }
    const needs = queryNeeds(parsed.query)
    this.volatile = needs.time || needs.live
    this.#matches = compile(parsed.query)
    this.#sources = sources
  }

  /** A test for one pass over the inventory: all machines are judged at the same moment. */
  matcher(): (machine: Machine) => boolean {
    const { store, sampler, clock } = this.#sources
    const context: QueryContext = {
      nowMs: clock.nowMs(),
      sample: key => sampler.latest(key),
      textSearch: (text, scope) => store.search.text(text, { in: scope }),
    }
    return machine => this.#matches(machine, context)
  }
}

/** Where a query's text does not parse, and why: in English, and for every language. */
export type QueryFault = Pick<QueryError, 'position' | 'message' | 'says'>

/** Where a query's text does not parse, and why; null when it does. */
export function queryError(where: string): QueryFault | null {
  const parsed = parseQuery(where)
  if (parsed.ok) return null
  const { position, message, says } = parsed
  return { position, message, says }
}
