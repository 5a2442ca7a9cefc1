import type { Permission } from '../../shared/permissions.ts'
import { mayAnywhere, useSession } from '../stores/session.ts'
import { t } from '../words/index.ts'
import { rightName } from '../words/rightName.ts'

/** Says that a right is held nowhere, so that an act which needs it makes no sense on anything; null where it is held. */
export const nowhere = (permission: Permission): string | null =>
  mayAnywhere(useSession.getState(), permission)
    ? null
    : t('session.can.nowhere', { right: rightName(permission) })
