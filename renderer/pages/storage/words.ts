import { wasWord } from '../../components/StateBadge.tsx'
import type { Mark } from '../../components/StateMark.tsx'
import { t } from '../../words/index.ts'
import type { PoolLine, VolumeLine } from './useStorage.ts'

const marks: Readonly<Record<string, Mark>> = {
  inactive: 'off',
  building: 'busy',
  running: 'running',
  degraded: 'warn',
  inaccessible: 'bad',
  unanswered: 'bad',
  unread: 'stale',
}
const words: Readonly<Record<string, string>> = {
  inactive: t('storage.states.inactive'),
  building: t('storage.states.building'),
  running: t('storage.states.running'),
  degraded: t('storage.states.degraded'),
  inaccessible: t('storage.states.inaccessible'),
  unanswered: t('storage.states.unanswered'),
  unread: t('storage.states.unread'),
}
const meanings: Readonly<Record<string, string>> = {
  unanswered: t('storage.unansweredMeaning'),
  unread: t('storage.unreadMeaning'),
}

/** A pool's state as sign and word, with what it means where that isn't plain; that of a host that is not connected says what it was. */
export function poolLook({ state, stale }: Pick<PoolLine, 'state' | 'stale'>): {
  mark: Mark
  word: string
  detail?: string | undefined
} {
  const word = words[state] ?? state
  if (stale) return { mark: 'stale', word: wasWord(word) }
  return { mark: marks[state] ?? 'warn', word, detail: meanings[state] }
}

/** Whether a volume is used, and how sure it is that it is not. */
export function usageLook({ unused, doubts }: Pick<VolumeLine, 'unused' | 'doubts'>): {
  mark: Mark
  word: string
  detail: string
} {
  if (!unused) return { mark: 'running', word: t('storage.inUse'), detail: '' }
  const detail = [t('storage.notUsedMeaning'), ...doubts.map(doubt => t(`storage.doubts.${doubt}`))].join(' ')
  return doubts.length === 0
    ? { mark: 'off', word: t('storage.notUsed'), detail }
    : { mark: 'stale', word: t('storage.notUsedDoubt'), detail }
}

/** The other hosts of shared storage, or the other pools on a filesystem. */
export function shareNames({ share, name, host }: Pick<PoolLine, 'share' | 'name' | 'host'>): string[] {
  if (share === null) return []
  if (share.by === 'source') return share.hosts.filter(other => other !== host)
  return share.pools.map(key => key.split('/').slice(2).join('/')).filter(other => other !== name)
}

/** What the space of a pool is shared with, in a sentence; null where it is its own. */
export function shareText(pool: Pick<PoolLine, 'share' | 'name' | 'host'>): string | null {
  const { share } = pool
  if (share === null) return null
  if (share.by === 'source') return t('storage.sharedSource', { hosts: share.hosts.join(', ') })
  return t('storage.sharedFilesystem', { pools: shareNames(pool).join(', ') })
}

/** How a machine uses a volume. */
export function viaText({ via, target }: VolumeLine['users'][number]): string {
  if (via === 'definition') return t('storage.via.definition')
  if (target === null || target === '') return t('storage.viaFile')
  return t(`storage.via.${via}`, { target })
}
