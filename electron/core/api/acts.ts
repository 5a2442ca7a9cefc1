import type { MachineKey } from '../../../shared/ids.ts'
import type { MachineAction, PlannedAction } from '../../../shared/models/task.ts'
import type { Core } from '../core.ts'
import { type ActFacts, actRule, forbiddenWords, refuseAct } from '../policies/index.ts'
import type { Caller } from './caller.ts'

function factsOf(core: Core, caller: Caller): ActFacts {
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
  caller: Caller,
  action: MachineAction,
  keys: readonly MachineKey[],
): PlannedAction[] {
  const facts = factsOf(core, caller)
  return core.tasks.plan(action, keys).map(step => {
    const machine = step.skip === null ? core.inventory.machine(step.key) : undefined
    if (!machine) return step
    const { typed, untilMs } = actRule(action, machine, facts)
    if (untilMs !== null) return { ...step, nextState: null, skip: forbiddenWords(untilMs) }
    return typed ? { ...step, typed } : step
  })
}

/** Refuses with `policy.refused` what the policies forbid of an action on these machines; those that would be skipped anyway don't count. */
export function checkAct(
  core: Core,
  caller: Caller,
  {
    action,
    keys,
    confirmed,
  }: { action: MachineAction; keys: readonly MachineKey[]; confirmed: readonly string[] },
): void {
  const runs = core.tasks.plan(action, keys).filter(step => step.skip === null)
  const machines = runs.flatMap(step => core.inventory.machine(step.key) ?? [])
  refuseAct(action, machines, confirmed, factsOf(core, caller))
}
