import { z } from 'zod'
import type { ConfigImport, ConfigPlace } from '../../../shared/contract/config.ts'
import { AppError } from '../../../shared/errors.ts'
import type { Subject } from '../../../shared/models/access.ts'
import type { Permission } from '../../../shared/permissions.ts'
import { configSections, configSettings } from '../../../shared/settings/config.ts'
import { type ConfigPlan, exportConfig, planImport, planReset } from '../config/index.ts'
import type { Core } from '../core.ts'
import { type ApiContext, api } from './base.ts'
import { requireCredentialUse } from './credentials.ts'
import { requireMayLendBy } from './policies.ts'

const everything: ConfigPlace = { kind: 'installation' }

const managing: Record<ConfigPlace['kind'], Permission> = {
  installation: 'host.manage',
  site: 'site.manage',
  host: 'host.manage',
}

/** Refuses with `rights.denied` and the rule that decided. */
function need({ caller }: ApiContext, permission: Permission, subject: Subject): void {
  const decision = caller.seat.access.decide(permission, subject)
  if (decision.allowed) return
  throw new AppError('rights.denied', decision.reason, { data: { permission } })
}

const isOption = (key: string): boolean =>
  configSettings.some(setting => setting.key === key && setting.store.kind === 'option')

const isCredential = (key: string): boolean =>
  configSettings.some(
    setting =>
      setting.key === key && setting.store.kind === 'option' && setting.store.option === 'credential',
  )

/** Who names a credential for hosts may use it; taking one back (null) takes the right over all of them. */
function mayUse(core: Core, context: ApiContext, name: string | null): void {
  if (name === null) need(context, 'credential.use', everything)
  else requireCredentialUse(core, context.caller.seat.access, name)
}

/** Handlers of the config area. */
export const configHandlers = (core: Core) => {
  const { config } = core
  const done = (plan: ConfigPlan, context: ApiContext, apply: boolean): ConfigImport => {
    const { changes, problems } = plan
    if (apply) {
      // What leads to hosts, and what binds everybody, takes the rights that it takes on its own page.
      if (changes.some(({ key }) => isOption(key)))
        for (const place of plan.places) need(context, managing[place.kind], place)
      // A credential taken back lets another be inherited: what that is sent to is anybody's guess here.
      for (const { key, to } of changes)
        if (isCredential(key)) mayUse(core, context, typeof to === 'string' ? to : null)
      if (plan.policies) {
        need(context, 'policy.manage', everything)
        requireMayLendBy(core, context.caller.seat.access, plan.policies)
      }
      plan.apply()
    }
    return { changes, problems }
  }
  return {
    list: api.config.list.handler(({ input: { place }, context }) => {
      const { access } = context.caller.seat
      if (place.kind !== 'installation') need(context, 'host.read', place)
      const reads = access.mayAnywhere('host.read')
      return config
        .list(place, core.settings.of(context.caller.seat))
        .filter(entry => reads || entry.places.length === 1)
    }),
    set: api.config.set.handler(({ input: { place, key, value }, context }) => {
      if (config.setting(key).store.kind === 'person')
        throw new AppError('input.invalid', `“${key}” is each person’s own.`, { data: { field: 'key' } })
      if (isOption(key)) need(context, managing[place.kind], place)
      if (isCredential(key)) mayUse(core, context, typeof value === 'string' ? value : null)
      return config.set(key, place, value ?? null, core.settings.of(context.caller.seat))
    }),
    setOwn: api.config.setOwn.handler(({ input: { key, value }, context }) => {
      if (config.setting(key).store.kind !== 'person')
        throw new AppError('input.invalid', `“${key}” holds for everybody.`, { data: { field: 'key' } })
      return config.set(key, everything, value ?? null, core.settings.of(context.caller.seat))
    }),
    export: api.config.export.handler(() => ({
      text: exportConfig(core),
      fileName: `novacron-settings-${new Date(core.nowMs()).toISOString().slice(0, 10)}.json`,
    })),
    import: api.config.import.handler(({ input, context }) =>
      done(planImport(input.text, core), context, input.apply),
    ),
    reset: api.config.reset.handler(({ input: { section }, context }) => {
      const read = z.enum(configSections).nullable().safeParse(section)
      if (!read.success)
        throw new AppError('name.unknown', `There is no section “${section}”.`, {
          next: `There are ${configSections.join(', ')}.`,
        })
      return done(planReset(read.data, core), context, true)
    }),
  }
}
