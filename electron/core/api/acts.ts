import { type MachineKey, splitMachineKey } from '../../../shared/ids.ts'
import type { MachineAction, PlannedAction, PlanSkip } from '../../../shared/models/task.ts'
import type { Core } from '../core.ts'
import { type ActFacts, actRule, refuseAct, zoneAt } from '../policies/index.ts'
import type { HandlerContext } from './base.ts'

type Acting = Pick<HandlerContext, 'caller' | 'view'>

function factsOf(core: Core, { caller }: Acting): ActFacts {
  return {
    policies: core.policies.get(),
    sites: new Map(core.registry.sites().map(site => [site.id, site])),
    nowMs: core.nowMs(),
    elevated: caller.seat.elevated,
  }
}

/** The plan of an action with what the policies say of each machine: hours that forbid it, and names to be typed. */
export function plannedAct(
  core: Core,
  context: Acting,
  action: MachineAction,
  keys: readonly MachineKey[],
): PlannedAction[] {
  const facts = factsOf(core, context)
  const { tasks, inventory } = context.view
  return tasks.plan(action, keys).map(step => {
    if (step.skip?.code === 'hostReadOnly')
      return { ...step, skip: { ...step.skip, ...whyReadOnly(core, step) } }
    const machine = step.skip === null ? inventory.machine(step.key) : undefined
    if (!machine) return step
    const { typed, untilMs } = actRule(action, machine, facts)
    if (untilMs !== null)
      return { ...step, nextState: null, skip: { code: 'hours', untilMs, zone: zoneAt(untilMs) } }
    return typed ? { ...step, typed } : step
  })
}

/** What opens the host of a planned act read-only, and the site whose policy it is. */
function whyReadOnly(core: Core, { key }: PlannedAction): Pick<PlanSkip, 'why' | 'site'> {
  const { hostId } = splitMachineKey(key)
  if (core.registry.get(hostId) === undefined) return {}
  const { code, site } = core.registry.readOnlyReason(hostId)
  return code === 'writable' ? {} : { why: code, ...(site === null ? {} : { site }) }
}

/** Refuses with `policy.refused` what the policies forbid of an action on these machines; those that would be skipped anyway don't count. */
export function checkAct(
  core: Core,
  context: Acting,
  {
    action,
    keys,
    confirmed,
  }: { action: MachineAction; keys: readonly MachineKey[]; confirmed: readonly string[] },
): void {
  const { tasks, inventory } = context.view
  const runs = tasks.plan(action, keys).filter(step => step.skip === null)
  const machines = runs.flatMap(step => inventory.machine(step.key) ?? [])
  refuseAct(action, machines, confirmed, factsOf(core, context))
}
