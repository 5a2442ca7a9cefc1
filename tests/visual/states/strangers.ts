import { sit } from '../liveFleet/people.ts'
import { type LiveFleet, owner } from '../liveFleet/index.ts'
import type { Permission } from '../../../shared/permissions.ts'

/** Somebody whom a state lets in: what they may do, and with which machines (all where no query is told). */
export interface Stranger {
  name: string
  displayName: string
  permissions: readonly Permission[]
  query?: string
}

const first = 'tulip-anvil-comet-9-barge'
const passphrase = 'velvet orchard compass winter'

/** Adds a person with a role of their own in the owner's name; resolves with how they sign in. */
export async function letIn(
  fleet: LiveFleet,
  { name, displayName, permissions, query }: Stranger,
): Promise<typeof owner> {
  const ada = await sit(fleet.core)
  await ada.session.signIn({ name: owner.name, passphrase: owner.passphrase })
  const { id: roleId } = await ada.people.addRole({
    name: displayName,
    description: `What ${displayName} may do.`,
    permissions: [...permissions],
  })
  const { id } = await ada.people.add({ name, displayName, passphrase: first, groups: [] })
  await ada.people.addGrant({
    subject: { kind: 'person', id },
    roleId,
    scope: query === undefined ? { kind: 'everything' } : { kind: 'query', query },
  })
  await ada.session.signOut()
  const seat = await sit(fleet.core)
  await seat.session.signIn({ name, passphrase: first })
  await seat.session.changePassphrase({ old: first, passphrase })
  await seat.session.signOut()
  return { name, displayName, passphrase }
}
