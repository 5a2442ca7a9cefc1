/** Pages of the window; `machine` and `host` are about one object, named in the address. */
export const pageIds = [
  'welcome',
  'overview',
  'machines',
  'machine',
  'hosts',
  'host',
  'storage',
  'networks',
  'topology',
  'search',
  'activity',
  'changes',
  'audit',
  'people',
  'credentials',
  'account',
  'settings',
] as const
export type PageId = (typeof pageIds)[number]
