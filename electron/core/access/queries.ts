import { AppError } from '../../../shared/errors.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import { type Need, needOf } from './queryIndex.ts'
import { parseQuery, type QueryNode, queryNeeds } from '../../../shared/query/index.ts'

/** A query that is ready to be asked; as `InventoryQuery`. */
export interface AskedQuery {
  matcher(): (machine: Machine) => boolean
}

/** A grant's query, parsed and compiled once however many grants name it. */
export interface ScopeQuery {
  /** Its answer can move although no machine is replaced: ages, metrics, texts, what is set on all of a host's machines at once. */
  readonly moves: boolean
  /** What a machine must have to fit at all; null where that is not plain to see. */
  readonly need: Need | null
  /** A test for one moment. */
  matcher(): (machine: Machine) => boolean
}

const stamped: ReadonlySet<string> = new Set(['stale'])

function namesStamped(node: QueryNode): boolean {
  if (node.kind === 'and' || node.kind === 'or') return node.items.some(namesStamped)
  if (node.kind === 'not') return namesStamped(node.item)
  return node.kind === 'field' && stamped.has(node.field.toLowerCase())
}

/** The queries of all grants, by their text. */
export class ScopeQueries {
  readonly #make: (where: string) => AskedQuery
  readonly #known = new Map<string, ScopeQuery | null>()

  constructor(make: (where: string) => AskedQuery) {
    this.#make = make
  }

  /** Null where the text does not parse (any more): it covers nothing. */
  get(where: string): ScopeQuery | null {
    const known = this.#known.get(where)
    if (known !== undefined) return known
    const made = this.#compile(where)
    this.#known.set(where, made)
    return made
  }

  /** Forgets those that no grant names any more. */
  keep(wanted: ReadonlySet<string>): void {
    for (const where of this.#known.keys()) if (!wanted.has(where)) this.#known.delete(where)
  }

  #compile(where: string): ScopeQuery | null {
    const parsed = parseQuery(where)
    if (!parsed.ok) return null
    const needs = queryNeeds(parsed.query)
    const moves = needs.time || needs.live || needs.text || namesStamped(parsed.query.root)
    try {
      const query = this.#make(where)
      return { moves, need: needOf(parsed.query.root), matcher: () => query.matcher() }
    } catch (error) {
      if (error instanceof AppError && error.code === 'query.invalid') return null
      throw error
    }
  }
}
