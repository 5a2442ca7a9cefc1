import { z } from 'zod'

const View = z.object({ theme: z.enum(['auto', 'dark', 'light']).catch('auto') })

/** What native menus, dialogs and the frame look like: the theme that the person chose for the window. */
export function themeSource(view: unknown): 'system' | 'dark' | 'light' {
  const read = View.safeParse(view)
  return read.success && read.data.theme !== 'auto' ? read.data.theme : 'system'
}
