import { AppError } from '../../../shared/errors.ts'
import type { SiteId } from '../../../shared/ids.ts'
import type { Site } from '../../../shared/models/host.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { Policies } from '../../../shared/models/policies.ts'
import type { MachineAction } from '../../../shared/models/task.ts'
import { interrupts, losesMemory } from '../../../shared/models/actCare.ts'
import { siteChain } from '../hosts/options.ts'
import { forbiddenUntil, momentWords } from './hours.ts'
import { zoneAt } from './zone.ts'

/** What the rules look at of a machine. */
export type ActMachine = Pick<Machine, 'key' | 'name' | 'host' | 'siteId' | 'tags'>

/** What the rules need beside the machines. */
export interface ActFacts {
  policies: Policies
  sites: ReadonlyMap<SiteId, Site>
  nowMs: number
  /** Break-glass is on: forbidden hours don't hold, typed names still do. */
  elevated: boolean
}

/** Names listed in a refusal. */
const NAMES_TOLD = 5

/** What the policies say of one action on one machine. */
export interface ActRule {
  /** The machine's name has to be typed. */
  typed: boolean
  /** Refused until then, Unix ms; null where it is not. */
  untilMs: number | null
}

/** What the policies say of an action on a machine at this moment. */
export function actRule(action: MachineAction, machine: ActMachine, facts: ActFacts): ActRule {
  const chain = siteChain(machine.siteId, facts.sites)
  const { typedConfirmation: typed, forbiddenHours } = facts.policies.acts
  return {
    typed:
      losesMemory.has(action) &&
      (typed.everywhere ||
        (typed.productionSites && chain.some(site => site.production)) ||
        chain.some(site => typed.siteIds.includes(site.id)) ||
        machine.tags.some(tag => typed.tags.includes(tag))),
    untilMs:
      interrupts.has(action) && !facts.elevated
        ? forbiddenUntil(
            forbiddenHours,
            chain.map(site => site.id),
            facts.nowMs,
          )
        : null,
  }
}

const list = (machines: readonly ActMachine[]): string => {
  const names = machines.slice(0, NAMES_TOLD).map(({ name }) => `“${name}”`)
  const more = machines.length - names.length
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ')
}

/**
 * Refuses the whole act with `policy.refused` where forbidden hours hold for one of the machines, or where a
 * machine whose name must be typed is not among `confirmed` (its name, or `host/name`). `data.policy` says which.
 */
export function refuseAct(
  action: MachineAction,
  machines: readonly ActMachine[],
  confirmed: readonly string[],
  facts: ActFacts,
): void {
  const rules = machines.map(machine => ({ machine, rule: actRule(action, machine, facts) }))
  const forbidden = rules.filter(({ rule }) => rule.untilMs !== null)
  if (forbidden.length > 0) {
    const untilMs = Math.max(...forbidden.map(({ rule }) => rule.untilMs ?? 0))
    throw new AppError(
      'policy.refused',
      `The policies forbid to ${verbs[action]} ${list(forbidden.map(({ machine }) => machine))} at these hours, until ${momentWords(untilMs)}.`,
      {
        next: 'Wait, or take a role by break-glass where you may.',
        data: {
          policy: 'forbiddenHours',
          untilMs,
          zone: zoneAt(untilMs),
          keys: forbidden.map(({ machine }) => machine.key),
        },
      },
    )
  }
  const typed = new Set(confirmed.map(text => text.trim()))
  const missing = rules
    .filter(({ rule }) => rule.typed)
    .map(({ machine }) => machine)
    .filter(({ name, host }) => !typed.has(name) && !typed.has(`${host}/${name}`))
  if (missing.length === 0) return
  throw new AppError(
    'policy.refused',
    `To ${verbs[action]} ${list(missing)} the policies want ${missing.length === 1 ? 'its name' : 'their names'} typed.`,
    {
      next: 'Type the name in the dialog, or name the machine with --confirm on the command line.',
      data: { policy: 'typedConfirmation', keys: missing.map(({ key }) => key) },
    },
  )
}

const verbs: Record<MachineAction, string> = {
  start: 'start',
  shutdown: 'shut down',
  reboot: 'reboot',
  reset: 'reset',
  forceOff: 'force off',
  pause: 'pause',
  resume: 'resume',
  save: 'save',
  autostartOn: 'set autostart of',
  autostartOff: 'clear autostart of',
}

/** Refuses an export of more rows than the policies allow; `policy.refused`. */
export function refuseExport(policies: Policies, rows: number): void {
  const { exportMaxRows } = policies.data
  if (exportMaxRows === null || rows <= exportMaxRows) return
  throw new AppError(
    'policy.refused',
    `An export may hold ${exportMaxRows} rows by the policies; this one would hold ${rows}.`,
    { next: 'Narrow what you export.', data: { policy: 'exportMaxRows', limit: exportMaxRows, rows } },
  )
}
