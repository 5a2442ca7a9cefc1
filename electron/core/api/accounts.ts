import type { Core } from '../core.ts'
import { api } from './base.ts'
import { listsMustStillBe } from './outdated.ts'

/** Handlers of the people area that are about accounts; groups, roles and grants are beside them. */
export const accountHandlers = ({ access, people: { administration } }: Core) => ({
  add: api.people.add.handler(({ input, context }) => administration.add(context.caller.seat, input)),
  update: api.people.update.handler(({ input: { personId, was, ...change }, context }) => {
    listsMustStillBe(was, () => access.groupsOf(personId))
    return administration.update(context.caller.seat, personId, change)
  }),
  remove: api.people.remove.handler(async ({ input, context }) => {
    await administration.remove(context.caller.seat, input.personId)
    return {}
  }),
  resetPassphrase: api.people.resetPassphrase.handler(async ({ input, context }) => {
    await administration.resetPassphrase(context.caller.seat, input.personId, input.passphrase)
    return {}
  }),
  resetSecondFactor: api.people.resetSecondFactor.handler(({ input, context }) => {
    administration.resetSecondFactor(context.caller.seat, input.personId)
    return {}
  }),
})
