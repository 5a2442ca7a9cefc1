import { AppError } from '../../../shared/errors.ts'
import type { Core } from '../core.ts'
import { seesAll } from '../view/index.ts'
import { api } from './base.ts'
import { findingsFor } from './findings.ts'
import { conflated } from './streams.ts'

/** Handlers of the app area. */
export const appHandlers = (core: Core) => ({
  info: api.app.info.handler(({ context }) => ({
    version: core.version,
    shell: context.caller.shell,
    dataFolder: core.folder,
    startedAtMs: core.startedAtMs,
    platform: process.platform,
    notices: [...findingsFor(core, context.caller.seat.access), ...core.store.notices],
  })),
  getSetting: api.app.getSetting.handler(({ input, context }) => ({
    value: core.settings.of(context.caller.seat).get(input.key),
  })),
  setSetting: api.app.setSetting.handler(({ input, context }) => {
    core.settings.of(context.caller.seat).set(input.key, input.value)
    return {}
  }),
  watchSettings: api.app.watchSettings.handler(({ input, context: { caller }, signal }) => {
    const own = core.settings.of(caller.seat)
    const changed = new Map<string, unknown>()
    return conflated(caller, signal, {
      subscribe: wake =>
        own.onSet((key, value) => {
          changed.set(key, value)
          wake()
        }),
      snapshot: () => input.keys.map(key => ({ key, value: own.get(key) })),
      flush: () => {
        const events = [...changed].map(([key, value]) => ({ key, value }))
        changed.clear()
        return events
      },
    })
  }),
  signInLink: api.app.signInLink.handler(() => ({ link: core.signInLink?.() ?? null })),
  sessions: api.app.sessions.handler(({ context }) =>
    (core.browsers?.list() ?? []).map(each => ({ ...each, isOwn: each.id === context.caller.session })),
  ),
  endSession: api.app.endSession.handler(({ input }) => {
    if (core.browsers?.end(input.id) !== true)
      throw new AppError('name.unknown', 'This browser is not signed in any more.')
    return {}
  }),
  retryAll: api.app.retryAll.handler(({ context: { caller, view } }) => {
    if (seesAll(caller.seat.access)) return { hosts: core.registry.retryAll() }
    const own = view.registry
      .list()
      .filter(
        ({ id }) =>
          view.registry.session(id).state.phase === 'waiting' &&
          caller.seat.access.may('host.connect', { kind: 'host', hostId: id }),
      )
    for (const { id } of own) core.registry.connect(id)
    return { hosts: own.length }
  }),
})
