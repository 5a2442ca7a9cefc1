import type { WindowRules } from '../../../shared/contract/policies.ts'
import { defaultPolicies, type Policies } from '../../../shared/models/policies.ts'
import { ownerRole } from '../../../shared/roles.ts'
import type { Access } from '../access/types.ts'
import type { Core } from '../core.ts'
import { policyEffects, zoneAt } from '../policies/index.ts'
import { api } from './base.ts'
import { mustStillBe } from './outdated.ts'
import { conflated } from './streams.ts'

const windowRules = ({ productionColour, data }: Policies): WindowRules => ({
  productionColour,
  clipboardAllowed: data.clipboardAllowed,
  exportMaxRows: data.exportMaxRows,
})

/** `rights.denied` where these policies lend a role that the present ones don’t, and that gives more than `by` holds for good. */
export function requireMayLendBy(core: Core, by: Access, next: Policies): void {
  const lent = core.policies.get().acts.elevationRoles
  core.access.requireMayLend(
    by,
    next.acts.elevationRoles.filter(id => !lent.includes(id)),
  )
}

/** Handlers of the policies area. */
export const policyHandlers = (core: Core) => ({
  watchWindow: api.policies.watchWindow.handler(({ context, signal }) =>
    conflated<WindowRules>(context.caller, signal, {
      subscribe: changed => core.policies.onChange(changed),
      snapshot: () => [windowRules(core.policies.get())],
      flush: () => [windowRules(core.policies.get())],
    }),
  ),
  get: api.policies.get.handler(() => ({
    policies: core.policies.get(),
    defaults: defaultPolicies,
    roles: core.access
      .roles()
      .filter(({ id }) => id !== ownerRole)
      .map(({ id, name }) => ({ id, name })),
    clock: { atMs: core.nowMs(), zone: zoneAt(core.nowMs()) },
  })),
  preview: api.policies.preview.handler(({ input }) =>
    policyEffects(core.policies.get(), input.policies, {
      people: core.people.list(),
      machines: core.inventory.machines(),
      hosts: core.registry.list(),
      sites: new Map(core.registry.sites().map(site => [site.id, site])),
      roles: core.access.roles(),
      nowMs: core.nowMs(),
    }),
  ),
  set: api.policies.set.handler(({ input, context: { caller } }) => {
    mustStillBe(input.was, core.policies.get())
    requireMayLendBy(core, caller.seat.access, input.policies)
    core.policies.set(input.policies)
    return {}
  }),
})
