import type { HostId } from '../../../shared/ids.ts'
import type { HostRecord } from '../../../shared/models/host.ts'
import { coreDraft } from '../audit/log.ts'
import type { AuditSink } from '../audit/types.ts'
import type { Destinations } from './destinations.ts'

/** Tells the audit what was not given out, and what had been changed. */
export function tellWithheld(
  destinations: Pick<Destinations, 'tell'>,
  audit: AuditSink,
  hostOf: (id: HostId) => HostRecord | undefined,
): void {
  destinations.tell(({ hostId, why, changes }) => {
    const host = hostOf(hostId)
    const parameters = {
      why,
      changes: changes.map(({ what, accepted, found }) => `${what}: ${accepted} → ${found}`),
    }
    audit.record({
      ...coreDraft('credentials.withheld', parameters, 'refused', 'credential.withheld'),
      hostId,
      siteId: host?.siteId ?? null,
      object: host?.name ?? '',
    })
  })
}
