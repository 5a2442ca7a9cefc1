import type { Machine } from '../models/machine.ts'
import type { VocabularyKind } from './fields.ts'

/** Words that completion offers, by kind; what is missing is simply not offered. */
export type Vocabulary = Partial<Record<VocabularyKind, readonly string[]>>

/** Most words kept of one kind. */
const wordsMax = 10_000

/** The words that machines themselves use, sorted. Hosts, pools and networks without a machine are the caller's to add. */
export function vocabularyOf(machines: Iterable<Machine>): Vocabulary {
  const sets: Record<VocabularyKind, Set<string>> = {
    names: new Set(),
    hosts: new Set(),
    sites: new Set(),
    tags: new Set(),
    networks: new Set(),
    bridges: new Set(),
    pools: new Set(),
    reasons: new Set(),
    osIds: new Set(),
    arches: new Set(),
    machineTypes: new Set(),
    devices: new Set(),
    nicModels: new Set(),
    formats: new Set(),
  }
  const add = (kind: VocabularyKind, word: string | null | undefined): void => {
    if (word && sets[kind].size < wordsMax) sets[kind].add(word)
  }
  for (const machine of machines) {
    add('names', machine.name)
    add('hosts', machine.host)
    add('sites', machine.site)
    for (const tag of machine.tags) add('tags', tag)
    add('reasons', machine.stateReason)
    add('osIds', machine.osId)
    add('arches', machine.arch)
    add('machineTypes', machine.machine)
    for (const device of machine.devices) add('devices', device)
    for (const disk of machine.disks) {
      add('formats', disk.format)
      if (disk.sourceType === 'volume') add('pools', disk.source?.split('/', 1)[0])
    }
    for (const nic of machine.nics) {
      add('nicModels', nic.model)
      if (nic.type === 'network') add('networks', nic.source)
      if (nic.type === 'bridge') add('bridges', nic.source)
    }
  }
  const words: Vocabulary = {}
  for (const [kind, set] of Object.entries(sets)) words[kind as VocabularyKind] = [...set].sort()
  return words
}
