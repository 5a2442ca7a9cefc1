import { z } from 'zod'

/** What the desktop shell does outside its window; a field that is absent or unreadable has its default. */
export const DesktopSettings = z.object({
  /** Starts with the person's session, without a window where the tray has an icon. */
  openAtLogin: z.boolean().catch(false),
  /** An icon with the fleet's state beside the clock. */
  tray: z.boolean().catch(true),
  /** Closing the window leaves the tray's icon and the sessions; quit ends the program. */
  closeToTray: z.boolean().catch(false),
  /** Native notifications of hosts that are lost, back, or ask something. */
  notifyHosts: z.boolean().catch(true),
  /** Native notifications of tasks that failed. */
  notifyTasks: z.boolean().catch(true),
  /** Looks for a newer version, where the package was built with a place to look. */
  checkForUpdates: z.boolean().catch(true),
})
export type DesktopSettings = z.infer<typeof DesktopSettings>

/** Reads stored desktop settings; anything unreadable is the default. */
export function parseDesktopSettings(value: unknown): DesktopSettings {
  const read = DesktopSettings.safeParse(value)
  return read.success ? read.data : DesktopSettings.parse({})
}
