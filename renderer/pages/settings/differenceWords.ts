import type { BackupDifference } from '../../../shared/contract/backup.ts'
import { formatCount } from '../../words/format.ts'
import { t } from '../../words/index.ts'

/** One thing that restoring a back-up would change, in words of the window. */
export function differenceWords(difference: BackupDifference): string {
  switch (difference.code) {
    case 'gone':
    case 'back': {
      const { code, kind, names, more } = difference
      const told = names.map(name => t('upkeep.differs.name', { name })).join(', ')
      const rest = more > 0 ? t('upkeep.differs.more', { count: more }) : ''
      return t(`upkeep.differs.${code}.${kind}`, { names: `${told}${rest}` })
    }
    case 'count': {
      const { kind, now, after } = difference
      return t(`upkeep.differs.${kind}`, { now: formatCount(now), after: formatCount(after) })
    }
    case 'olderVersion':
      return t('upkeep.differs.olderVersion', { version: difference.version })
    case 'registerRows':
      return t('upkeep.differs.registerRows', { rows: formatCount(difference.rows) })
    case 'registerVersion': {
      const { now, after } = difference
      return t('upkeep.differs.registerVersion', { now: String(now), after: String(after) })
    }
    default:
      return t(`upkeep.differs.${difference.code}`)
  }
}
