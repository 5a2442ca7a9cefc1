import { z } from 'zod'

/** The person's setting that holds how the window is arranged, its theme among that; the interface writes it. */
export const VIEW_SETTING = 'view'

const View = z.object({ theme: z.enum(['auto', 'dark', 'light']).catch('auto') })

/** What native menus, dialogs and the frame look like: the theme that the person chose for the window. */
export function themeSource(view: unknown): 'system' | 'dark' | 'light' {
  const read = View.safeParse(view)
  return read.success && read.data.theme !== 'auto' ? read.data.theme : 'system'
}
