import type { KeychainState } from '../../shared/models/access.ts'
import { t } from '../words/index.ts'

/** Why the system's keychain can't be used here; what the system itself said stays as it came, after the colon. */
export function keychainWords({ why, reason }: Pick<KeychainState, 'why' | 'reason'>): string {
  if (why === 'policy' || why === 'shared') return t(`session.keychainWhy.${why}`)
  if (why !== 'system' || reason === null) return reason ?? t('session.setUp.keychainOff')
  return t('session.keychainWhy.system', { detail: reason.slice(reason.indexOf(': ') + 1).trim() })
}
