import { createRouterClient } from '@orpc/server'
import { createRouter } from '../../../electron/core/api/router.ts'
import type { Core } from '../../../electron/core/core.ts'
import type { ContractClient } from '../../../shared/contract/client.ts'

/** The owner of the pictures, and a person who may see the lab only. */
export const owner = { name: 'ada', displayName: 'Ada Lindqvist', passphrase: 'four unlikely words together' }
export const viewer = { name: 'noor', displayName: 'Noor Haddad', passphrase: 'quilt harbour lantern mosaic' }

/** A seat at the core, as a shell has one. */
export async function sit(core: Core): Promise<ContractClient> {
  const seat = await core.people.sit({ shell: 'cli', where: null })
  const caller = { seat, shell: seat.shell }
  return createRouterClient(createRouter(core), { context: { caller, log: core.log } })
}

/** Adds the others, groups and grants, in the owner's name. */
export async function addPeople(core: Core, ada: ContractClient): Promise<void> {
  const roles = new Map(core.access.roles().map(({ name, id }) => [name, id]))
  const role = (name: string) => {
    const id = roles.get(name)
    if (id === undefined) throw new Error(`no role ${name}`)
    return id
  }
  const site = (name: string) => {
    const found = core.registry.sites().find(one => one.name === name)
    if (!found) throw new Error(`no site ${name}`)
    return { kind: 'site' as const, siteId: found.id }
  }
  const operators = await ada.people.addGroup({ name: 'On call' })
  const first = 'tulip-anvil-comet-9-barge'
  const add = (name: string, displayName: string, groups: (typeof operators.id)[] = []) =>
    ada.people.add({ name, displayName, passphrase: first, groups })
  const [noor, , kofi] = [
    await add(viewer.name, viewer.displayName),
    await add('jonas', 'Jonas Weber', [operators.id]),
    await add('kofi', 'Kofi Mensah'),
  ]
  const released = await ada.people.addRole({
    name: 'Release',
    description: 'Restarts what a release needs, nothing else.',
    permissions: ['domain.read', 'domain.operate.start', 'domain.operate.reboot'],
  })
  await ada.people.addGrant({
    subject: { kind: 'group', id: operators.id },
    roleId: role('Operator'),
    scope: { kind: 'everything' },
  })
  await ada.people.addGrant({
    subject: { kind: 'person', id: noor.id },
    roleId: role('Viewer'),
    scope: site('Lab'),
  })
  await ada.people.addGrant({
    subject: { kind: 'person', id: kofi.id },
    roleId: released.id,
    scope: { kind: 'query', query: 'tag:shop' },
  })
  await ada.people.addGrant({
    subject: { kind: 'person', id: kofi.id },
    roleId: role('Auditor'),
    scope: { kind: 'everything' },
  })
  // They choose their own passphrase, as everybody has to.
  const seat = await sit(core)
  await seat.session.signIn({ name: viewer.name, passphrase: first })
  await seat.session.changePassphrase({ old: first, passphrase: viewer.passphrase })
  await seat.session.signOut()
}
