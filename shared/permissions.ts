/** Every right that a procedure may need; who holds which is the access area's affair, and the core is where it is checked. */
export const permissions = [
  'app.read',
  'host.read',
  'host.connect',
  'host.manage',
  'site.manage',
  'domain.read',
  'domain.operate',
  'metrics.read',
  'storage.read',
  'network.read',
  'event.read',
  'task.read',
  'task.cancel',
  'export.run',
  'settings.own',
] as const

export type Permission = (typeof permissions)[number]
