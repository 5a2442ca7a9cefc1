import { z } from 'zod'
import { procedure } from './procedure.ts'

export const AppInfo = z.object({
  version: z.string(),
  /** Which shell carries this core. */
  shell: z.enum(['desktop', 'headless', 'cli', 'test']),
  /** Data folder's name for display. */
  dataFolder: z.string(),
  startedAtMs: z.number(),
  platform: z.string(),
  /** What a person should know about this start, e.g. a damaged database that was set aside. */
  notices: z.array(z.string()),
})
export type AppInfo = z.infer<typeof AppInfo>

export const app = {
  info: procedure('app.read').output(AppInfo),
  /** The person's own view state (columns, theme, …): small JSON by key. */
  getSetting: procedure('settings.own')
    .input(z.object({ key: z.string().max(200) }))
    .output(z.object({ value: z.unknown() })),
  setSetting: procedure('settings.own')
    .input(z.object({ key: z.string().max(200), value: z.unknown() }))
    .output(z.object({})),
  /** A fresh link that signs one browser in, where this core serves one; null otherwise. */
  signInLink: procedure('app.read').output(z.object({ link: z.string().nullable() })),
  /** Ends the network's quarantine: every waiting host retries at once (wake, network change, by hand). */
  retryAll: procedure('host.connect').output(z.object({ hosts: z.number().int() })),
}
