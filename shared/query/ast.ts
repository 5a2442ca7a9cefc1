import type { Fault } from './sayings.ts'
/** Part of a query's text: UTF-16 offsets, `to` exclusive. */
export interface Range {
  from: number
  to: number
}

/** `:` is "contains" for text and "equals" for everything else. */
export type Comparison = ':' | '=' | '!=' | '<' | '<=' | '>' | '>='

/** Text to look for; where `wild`, it is a pattern in which `*` and `?` are wildcards unless behind a backslash. */
export interface TextValue {
  kind: 'text'
  text: string
  wild: boolean
}

/** What a field is compared with, in base units: bytes, bytes per second, milliseconds, percent. */
export type Value =
  | TextValue
  | { kind: 'number'; value: number }
  /** Both ends included; null is open. */
  | { kind: 'between'; least: number | null; most: number | null }
  | { kind: 'flag'; value: boolean }
  /** `field:*`: there is one. */
  | { kind: 'any' }

/** Groups of fields that belong to one device. */
export const deviceKinds = ['disk', 'nic', 'graphics'] as const
export type DeviceKind = (typeof deviceKinds)[number]

/** A query as a tree. Inside a `device` node, field names are those of the device (`bus`, not `disk.bus`). */
export type QueryNode = { range: Range } & (
  | { kind: 'all' }
  | { kind: 'and'; items: QueryNode[] }
  | { kind: 'or'; items: QueryNode[] }
  | { kind: 'not'; item: QueryNode }
  | { kind: 'text'; value: TextValue }
  | { kind: 'field'; field: string; comparison: Comparison; values: Value[] }
  | { kind: 'has'; name: string }
  | { kind: 'device'; device: DeviceKind; item: QueryNode }
)

/** A query that parsed. */
export interface Query {
  text: string
  root: QueryNode
}

/** Where and why a text is no query. `position` is the offending character (UTF-16 offset). */
export interface QueryError {
  ok: false
  position: number
  /** End of the offending part; at least `position`. */
  end: number
  /** In English. */
  message: string
  /** The same for every language. */
  says: readonly Fault[]
  /** What could stand in its place, best first. */
  suggestions: string[]
}

export type ParseResult = { ok: true; query: Query } | QueryError

/** Longest query, UTF-16 units. */
export const queryLengthMax = 4000
/** Deepest nesting of parentheses and negations. */
export const queryDepthMax = 50
/** Most conditions, every value of a list counted. */
export const queryTermsMax = 250
