import type { SearchField } from '../../../shared/contract/search.ts'
import type { HostRecord } from '../../../shared/models/host.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { Network, Pool, Snapshot, Volume } from '../../../shared/models/resources.ts'
import { type Excerpt, excerpt } from './excerpt.ts'

/** One text of an object, with what it is. */
export type Field = readonly [SearchField, string | null]

/** What is searched of a machine beside its XML, what a person would look for first first. */
export function* machineFields(machine: Machine): Iterable<Field> {
  yield ['name', machine.name]
  yield ['title', machine.title]
  for (const line of machine.description?.split('\n') ?? []) yield ['description', line]
  for (const tag of machine.tags) yield ['tag', tag]
  yield ['uuid', machine.uuid]
  for (const { mac, addresses, source, target } of machine.nics) {
    yield ['mac', mac]
    for (const address of addresses) yield ['address', address]
    yield ['source', source]
    yield ['target', target]
  }
  for (const { source, serial } of machine.disks) {
    yield ['disk', source]
    yield ['serial', serial]
  }
}

/** What is searched of a host. */
export const hostFields = (record: HostRecord, hostname: string | null): Field[] => [
  ['name', record.name],
  ['hostname', hostname],
  ['uri', record.uri],
]

/** What is searched of each kind of resource, by the names that its row has. */
export const resourceFields = {
  volume: { name: 'name', path: 'path', key: 'key' },
  network: { name: 'name', bridge: 'bridge', uuid: 'uuid' },
  pool: { name: 'name', path: 'path', uuid: 'uuid' },
  snapshot: { name: 'name', description: 'description' },
} as const satisfies {
  volume: Partial<Record<keyof Volume, SearchField>>
  network: Partial<Record<keyof Network, SearchField>>
  pool: Partial<Record<keyof Pool, SearchField>>
  snapshot: Partial<Record<keyof Snapshot, SearchField>>
}
export type SearchedResource = keyof typeof resourceFields

/** The first of the fields that holds the text, cut around it. */
export function firstMatch(
  fields: Iterable<Field>,
  wanted: string,
): (Excerpt & { field: SearchField }) | null {
  for (const [field, text] of fields) {
    const found = text === null ? null : excerpt(text, wanted)
    if (found) return { field, ...found }
  }
  return null
}
