import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { Policies } from '../models/policies.ts'
import { procedure } from './procedure.ts'

/** What a change of policy would do to whom, before it is done. */
export const PolicyEffect = z.object({ policy: z.string(), words: z.string(), people: z.array(z.string()) })
export type PolicyEffect = z.infer<typeof PolicyEffect>

/** The part of the policies that every window acts on, whoever sits there. */
export const WindowRules = z.object({
  productionColour: Policies.shape.productionColour,
  /** The window offers to copy; it binds the window only. */
  clipboardAllowed: z.boolean(),
  /** Rows of one export; null for no limit. */
  exportMaxRows: z.number().int().nullable(),
})
export type WindowRules = z.infer<typeof WindowRules>

export const policies = {
  /** What holds for the window, now and after every change. */
  watchWindow: procedure('app.read').output(eventIterator(WindowRules)),
  get: procedure('policy.read').output(z.object({ policies: Policies, defaults: Policies })),
  preview: procedure('policy.manage', 'installation')
    .input(z.object({ policies: Policies }))
    .output(z.array(PolicyEffect)),
  set: procedure('policy.manage', 'installation')
    .input(z.object({ policies: Policies }))
    .output(z.object({})),
}
