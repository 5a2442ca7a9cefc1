import type { Core } from '../core.ts'
import { api } from './base.ts'

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
    value: core.settings.get(input.key),
  })),
  setSetting: api.app.setSetting.handler(({ input }) => {
    core.settings.set(input.key, input.value)
    return {}
  }),
  signInLink: api.app.signInLink.handler(() => ({ link: core.signInLink?.() ?? null })),
  retryAll: api.app.retryAll.handler(() => ({ hosts: core.registry.retryAll() })),
})
