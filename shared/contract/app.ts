import { eventIterator } from '@orpc/contract'
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

/** A browser that signed in at a core's loopback server by a link. */
export const BrowserSession = z.object({
  /** Its name for ending it; not what the browser holds. */
  id: z.string(),
  openedAtMs: z.number(),
  lastSeenMs: z.number(),
  /** What the browser says of itself, bounded; null where it says nothing. */
  browser: z.string().nullable(),
  /** Windows of it that are connected now. */
  windows: z.number().int(),
  /** Whether it is the one that asks. */
  isOwn: z.boolean(),
})
export type BrowserSession = z.infer<typeof BrowserSession>

export const app = {
  info: procedure('app.read').output(AppInfo),
  /** The person's own view state (columns, theme, …): small JSON by key. */
  getSetting: procedure('settings.own')
    .input(z.object({ key: z.string().max(200) }))
    .output(z.object({ value: z.unknown() })),
  setSetting: procedure('settings.own')
    .input(z.object({ key: z.string().max(200), value: z.unknown() }))
    .output(z.object({})),
  /**
   * Opens with what is stored under these keys (null where nothing is); then every change of an own setting, whichever
   * window or shell made it, merged by key.
   */
  watchSettings: procedure('settings.own')
    .input(z.object({ keys: z.array(z.string().max(200)).max(100) }))
    .output(eventIterator(z.object({ key: z.string(), value: z.unknown() }))),
  /** A fresh link that signs one browser in, where this core serves one; null otherwise. */
  signInLink: procedure('session.manage', 'installation').output(z.object({ link: z.string().nullable() })),
  /** Browsers that are signed in, the newest first; none where this core serves no browser. */
  sessions: procedure('session.manage', 'installation').output(z.array(BrowserSession)),
  /** Signs a browser out: its windows are cut and its cookie is worth nothing; `name.unknown` where there is none. */
  endSession: procedure('session.manage', 'installation')
    .input(z.object({ id: z.string().max(100) }))
    .output(z.object({})),
  /** Ends the network's quarantine: every waiting host retries at once (wake, network change, by hand). */
  retryAll: procedure('host.connect').output(z.object({ hosts: z.number().int() })),
}
