import type { machineActions } from './models/machineActions.ts'

/**
 * Every right there is. Names form a tree: holding `domain.operate` is holding `domain.operate.start` and
 * all others below it. Parents are listed too, because a role may name them and a procedure never does.
 */
export const permissions = [
  'app',
  'app.read',
  'app.diagnostics',
  'settings',
  'settings.own',
  'settings.manage',
  'host',
  'host.read',
  'host.connect',
  'host.answer',
  'host.trust',
  'host.manage',
  'site',
  'site.manage',
  'domain',
  'domain.read',
  'domain.operate',
  'domain.operate.start',
  'domain.operate.shutdown',
  'domain.operate.shutdown.clean',
  'domain.operate.reboot',
  'domain.operate.reset',
  'domain.operate.forceOff',
  'domain.operate.pause',
  'domain.operate.resume',
  'domain.operate.save',
  'domain.operate.autostart',
  'domain.define',
  'console',
  'console.view',
  'console.control',
  'storage',
  'storage.read',
  'storage.write',
  'network',
  'network.read',
  'network.write',
  'metrics',
  'metrics.read',
  'event',
  'event.read',
  'task',
  'task.read',
  'task.cancel',
  'export',
  'export.run',
  'credential',
  'credential.read',
  'credential.use',
  'credential.manage',
  'user',
  'user.read',
  'user.manage',
  'session',
  'session.manage',
  'policy',
  'policy.read',
  'policy.manage',
  'audit',
  'audit.read',
  'audit.manage',
  'backup',
  'backup.run',
  'backup.restore',
] as const

export type Permission = (typeof permissions)[number]

/** The right that each verb on a machine needs. */
export const actionRights: Readonly<Record<(typeof machineActions)[number], Permission>> = {
  start: 'domain.operate.start',
  shutdown: 'domain.operate.shutdown.clean',
  reboot: 'domain.operate.reboot',
  reset: 'domain.operate.reset',
  forceOff: 'domain.operate.forceOff',
  pause: 'domain.operate.pause',
  resume: 'domain.operate.resume',
  save: 'domain.operate.save',
  autostartOn: 'domain.operate.autostart',
  autostartOff: 'domain.operate.autostart',
}

/** True where holding `held` is holding `needed`: the same right, or one above it. */
export const covers = (held: Permission, needed: Permission): boolean =>
  held === needed || needed.startsWith(`${held}.`)

/** Rights that change something on a host; a host where nobody present holds one is opened read-only. */
export const hostWrites: readonly Permission[] = [
  'domain.operate',
  'domain.define',
  'console.control',
  'storage.write',
  'network.write',
]
