import type { Core } from '../core.ts'
import { AppError } from '../../../shared/errors.ts'
import { api } from './base.ts'

/** Largest stored view state of one key, JSON characters. */
const SETTING_CHARS = 100_000

/** Handlers of the app area. */
export const appHandlers = (core: Core) => ({
  info: api.app.info.handler(({ context }) => ({
    version: core.version,
    shell: context.caller.shell,
    dataFolder: core.folder,
    startedAtMs: core.startedAtMs,
    platform: process.platform,
    notices: [...core.store.notices],
  })),
  getSetting: api.app.getSetting.handler(({ input }) => ({
    value: core.store.settings.get(`view:${input.key}`) ?? null,
  })),
  setSetting: api.app.setSetting.handler(({ input }) => {
    if (JSON.stringify(input.value ?? null).length > SETTING_CHARS)
      throw new AppError('input.invalid', `The setting “${input.key}” is too large.`)
    core.store.settings.set(`view:${input.key}`, input.value)
    return {}
  }),
  signInLink: api.app.signInLink.handler(() => ({ link: core.signInLink?.() ?? null })),
  retryAll: api.app.retryAll.handler(() => ({ hosts: core.registry.retryAll() })),
})
