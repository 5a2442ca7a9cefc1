import type { Core } from '../core.ts'
import { searchFleet } from '../search/search.ts'
import { api } from './base.ts'

/** Handlers of the fleet-wide search. */
export const searchHandlers = (core: Core) => ({
  run: api.search.run.handler(async ({ input, context, signal }) => {
    const { access } = context.caller.seat
    return {
      groups: await searchFleet(core, { ...input, may: right => access.mayAnywhere(right) }, signal),
    }
  }),
})
