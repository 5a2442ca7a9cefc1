import { create } from 'zustand'
import type { WindowRules } from '../../shared/contract/index.ts'
import { AppError } from '../../shared/errors.ts'
import type { Api } from '../api/client.ts'
import { subscribe } from '../api/subscribe.ts'
import { t } from '../words/index.ts'

/** What the policies say of every window; the open ones until the core has said. */
export const useWindowRules = create<WindowRules>()(() => ({
  productionColour: 'red',
  clipboardAllowed: true,
  exportMaxRows: null,
}))

/** Keeps the rules as the core says them, and holds the window to them: production's colour, and no copying. */
export function followWindowRules({ client, core }: Api): () => void {
  const show = ({ productionColour }: WindowRules) => {
    document.documentElement.dataset.production = productionColour
  }
  const onCopy = (event: ClipboardEvent) => {
    if (!useWindowRules.getState().clipboardAllowed) event.preventDefault()
  }
  document.addEventListener('copy', onCopy, true)
  document.addEventListener('cut', onCopy, true)
  const ends = [
    useWindowRules.subscribe(show),
    subscribe(core, {
      open: signal => client.policies.watchWindow(undefined, { signal }),
      apply: events => {
        const last = events.at(-1)
        if (last) useWindowRules.setState(last)
      },
    }),
  ]
  show(useWindowRules.getState())
  return () => {
    document.removeEventListener('copy', onCopy, true)
    document.removeEventListener('cut', onCopy, true)
    for (const end of ends) end()
  }
}

/** Throws `policy.refused` where the window may not copy. */
export function mustCopy(): void {
  if (useWindowRules.getState().clipboardAllowed) return
  throw new AppError('policy.refused', t('policies.noCopying'), { data: { policy: 'clipboard' } })
}

/** Throws `policy.refused` where an export of the window would hold more rows than the policies allow. */
export function mustExport(rows: number): void {
  const { exportMaxRows } = useWindowRules.getState()
  if (exportMaxRows === null || rows <= exportMaxRows) return
  throw new AppError('policy.refused', t('policies.tooManyRows', { limit: exportMaxRows, rows }), {
    data: { policy: 'exportMaxRows', limit: exportMaxRows, rows },
  })
}
