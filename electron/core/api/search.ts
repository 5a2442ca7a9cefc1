import { searchFleet } from '../search/search.ts'
import { api } from './base.ts'

/** Handlers of the fleet-wide search. */
export const searchHandlers = {
  run: api.search.run.handler(async ({ input, context, signal }) => {
    const { access } = context.caller.seat
    return {
      groups: await searchFleet(context.view, { ...input, may: right => access.mayAnywhere(right) }, signal),
    }
  }),
}
