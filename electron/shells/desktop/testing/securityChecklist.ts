/** The items of Electron's security checklist, in its order and near its words (docs/security-checklist.md). */
export const securityChecklist = [
  'Only load secure content',
  'Do not enable Node.js integration for remote content',
  'Enable context isolation in all renderers',
  'Enable process sandboxing',
  'Handle session permission requests from remote content',
  'Do not disable webSecurity',
  'Define a Content-Security-Policy',
  'Do not enable allowRunningInsecureContent',
  'Do not enable experimental features',
  'Do not use enableBlinkFeatures',
  'Do not use allowpopups for webviews',
  'Verify webview options before creation',
  'Disable or limit navigation',
  'Disable or limit creation of new windows',
  'Do not use shell.openExternal with untrusted content',
  'Use a current version of Electron',
  'Validate the sender of all IPC messages',
  'Avoid file:// and prefer a custom protocol',
  'Check which fuses you can change',
  'Do not expose Electron APIs to untrusted content',
] as const

/** The title of the test of an item, counted from 1. */
export const checklistTitle = (number: number): string =>
  `${number}. ${securityChecklist[number - 1] ?? 'not an item'}`
