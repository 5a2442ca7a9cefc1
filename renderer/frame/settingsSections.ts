/** Sections of the settings, in the order of their list; each has an address. */
export const settingsSections = [
  'general',
  'connections',
  'policies',
  'monitoring',
  'notifications',
  'data',
  'shortcuts',
  'about',
] as const
