import { hostWrites } from '../../../shared/permissions.ts'
import type { AccessControl } from '../access/types.ts'
import type { Clock } from '../clock.ts'
import type { People } from '../people/index.ts'
import type { Policies } from '../policies/index.ts'
import type { Tasks } from '../tasks/index.ts'
import { ReadOnlyByPresence } from './readOnlyRule.ts'
import type { HostRegistry } from './registry.ts'

/** Opens hosts read-only by who is there and by the policies, from now on; the returned function ends that. */
export function openReadOnly(parts: {
  registry: HostRegistry
  access: Pick<AccessControl, 'mayWrite' | 'onChange'>
  people: Pick<People, 'present' | 'isAttended' | 'onPresence'>
  policies: Pick<Policies, 'get' | 'onChange'>
  tasks: Pick<Tasks, 'list' | 'onChange'>
  clock: Clock
}): () => void {
  const { registry, access, people, policies, tasks, clock } = parts
  const rule = new ReadOnlyByPresence({
    registry,
    clock,
    mayWrite: hostId => access.mayWrite(hostId),
    mayWriteElevated: hostId =>
      people
        .present()
        .some(
          each => each.elevated && hostWrites.some(right => each.access.may(right, { kind: 'host', hostId })),
        ),
    readOnlySites: () => policies.get().hosts.readOnlySites,
    busy: hostId => tasks.list().some(task => task.hostId === hostId && task.endedAtMs === null),
  })
  const review = () => rule.review(people.isAttended)
  const ends = [
    registry.onHost(({ type }) => {
      // A policy's sites hold what lies in them now.
      if (type === 'changed' || type === 'sites') review()
    }),
    people.onPresence(review),
    policies.onChange(review),
    access.onChange(review),
    tasks.onChange(({ hostId, endedAtMs }) => {
      if (endedAtMs !== null && registry.get(hostId) !== undefined) registry.reviewReadOnly(hostId)
    }),
    () => rule.close(),
  ]
  review()
  return () => {
    for (const end of ends) end()
  }
}
