import type { Change, FieldChange } from '../../../shared/models/change.ts'
import { domainStates } from '../../../shared/models/domainStates.ts'
import { formatBytes } from '../../../shared/units.ts'
import { stateWord } from '../../components/StateBadge.tsx'
import { t } from '../../words/index.ts'
import { stateReasonWords } from '../../words/stateReason.ts'

/** Known within this: a live host confirms so often that nothing more needs to be said of the time. */
const CERTAIN_MS = 15 * 60_000

/** Until when the state before was seen, where that is so long ago that the time is not known. */
export const uncertainSince = ({ atMs, afterMs }: Pick<Change, 'atMs' | 'afterMs'>): number | null =>
  afterMs !== null && atMs - afterMs > CERTAIN_MS ? afterMs : null

/** What became of it, in a few words. */
export function changeText(change: Change): string {
  if (change.change !== 'changed') return t(`changes.${change.change}`)
  const words = wordsOf(change)
  return change.times > 1 ? `${words} · ${t('changes.times', { count: change.times })}` : words
}

function wordsOf({ kind, key, fields }: Change): string {
  if (key === '' && kind !== 'host') return manyText(fields)
  if (kind === 'definition') return t('changes.definition')
  if (kind === 'state') return stateText(fields)
  return fields.map(fieldText).join(' · ')
}

/** A flood of one kind, by its numbers. */
const manyText = (fields: readonly FieldChange[]): string =>
  manyKinds
    .flatMap(change => {
      const count = fields.find(({ field }) => field === change)?.to
      return typeof count === 'number' ? t(`changes.many.${change}`, { count }) : []
    })
    .join(' · ')

const manyKinds = ['appeared', 'went', 'changed'] as const

function stateText(fields: readonly FieldChange[]): string {
  const state = fields.find(({ field }) => field === 'state')
  const reason = fields.find(({ field }) => field === 'reason')?.to
  const [from, to] = [wordOf(state?.from), wordOf(state?.to)]
  if (state && state.from === state.to) return t('changes.back', { state: to })
  if (typeof reason !== 'string' || reason === 'unknown') return t('changes.state', { from, to })
  return t('changes.stateWhy', { from, to, reason: stateReasonWords(reason) })
}

const wordOf = (value: FieldChange['from'] | undefined): string => {
  const state = domainStates.find(each => each === value)
  return state === undefined ? t('changes.unknown') : stateWord(state)
}

/** One fact: what it was and what it is. */
export function fieldText({ field, from, to }: FieldChange): string {
  return t('changes.fromTo', {
    field: fieldName(field),
    from: valueText(field, from),
    to: valueText(field, to),
  })
}

const fieldNames = {
  name: t('changes.field.name'),
  autostart: t('changes.field.autostart'),
  persistent: t('changes.field.persistent'),
  managedSave: t('changes.field.managedSave'),
  snapshotCount: t('changes.field.snapshotCount'),
  state: t('changes.field.state'),
  type: t('changes.field.type'),
  path: t('changes.field.path'),
  capacityBytes: t('changes.field.capacityBytes'),
  active: t('changes.field.active'),
  bridge: t('changes.field.bridge'),
  forward: t('changes.field.forward'),
  addresses: t('changes.field.addresses'),
  hostname: t('changes.field.hostname'),
  driver: t('changes.field.driver'),
  libvirtVersion: t('changes.field.libvirtVersion'),
  hypervisorVersion: t('changes.field.hypervisorVersion'),
  cpuModel: t('changes.field.cpuModel'),
  cpus: t('changes.field.cpus'),
  sockets: t('changes.field.sockets'),
  cores: t('changes.field.cores'),
  threads: t('changes.field.threads'),
  numaNodes: t('changes.field.numaNodes'),
  memoryBytes: t('changes.field.memoryBytes'),
  pool: t('changes.field.pool'),
  format: t('changes.field.format'),
  backing: t('changes.field.backing'),
  network: t('changes.field.network'),
  address: t('changes.field.address'),
  parent: t('changes.field.parent'),
  vendor: t('changes.field.vendor'),
  product: t('changes.field.product'),
  iommuGroup: t('changes.field.iommuGroup'),
}
const names = new Map<string, string>(Object.entries(fieldNames))

const fieldName = (field: string): string => names.get(field) ?? field

function valueText(field: string, value: FieldChange['from']): string {
  if (value === null || value === '') return t('changes.unknown')
  if (typeof value === 'boolean') return t(value ? 'changes.yes' : 'changes.no')
  if (typeof value === 'number') return field.endsWith('Bytes') ? formatBytes(value) : String(value)
  return value
}
