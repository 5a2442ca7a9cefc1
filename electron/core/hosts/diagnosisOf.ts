import type { HostId } from '../../../shared/ids.ts'
import type { DiagnoseInput } from './diagnosis.ts'
import type { HostDraft } from './records.ts'
import { cleanFingerprint } from './trustedKeys.ts'
import type { HostWays } from './ways.ts'

type Described = Pick<DiagnoseInput, 'plan' | 'accepted' | 'credential' | 'refused'>

/** How a host is looked at: a stored one by its own way, a draft by what it says; a refused credential is only remembered of a stored one. */
export function diagnosisOf(ways: HostWays, what: { hostId: HostId } | { draft: HostDraft }): Described {
  if ('hostId' in what) {
    const { hostId } = what
    return {
      plan: () => ways.plan(hostId),
      accepted: key => ways.accepted(hostId, key),
      credential: ({ credential }) =>
        credential === null ? null : (ways.credentials?.open(hostId, credential) ?? null),
      refused: credential => void ways.credentials?.refused(hostId, credential),
    }
  }
  const { draft } = what
  const accepted = (draft.acceptNewKeys ?? []).map(cleanFingerprint)
  return {
    plan: () => ways.draft(draft),
    accepted: key => accepted.includes(key.sha256),
    credential: ({ credential }) =>
      credential === null ? null : (ways.credentials?.openAt(draft.siteId ?? null, credential) ?? null),
  }
}
