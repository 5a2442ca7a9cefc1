import { z } from 'zod'
import { Policies } from '../models/policies.ts'
import { procedure } from './procedure.ts'

/** What a change of policy would do to whom, before it is done. */
export const PolicyEffect = z.object({ policy: z.string(), words: z.string(), people: z.array(z.string()) })
export type PolicyEffect = z.infer<typeof PolicyEffect>

export const policies = {
  get: procedure('policy.read').output(z.object({ policies: Policies, defaults: Policies })),
  preview: procedure('policy.manage', 'installation')
    .input(z.object({ policies: Policies }))
    .output(z.array(PolicyEffect)),
  set: procedure('policy.manage', 'installation')
    .input(z.object({ policies: Policies }))
    .output(z.object({})),
}
