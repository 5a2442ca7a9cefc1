import { later } from '../components/later.ts'
import { useView } from '../stores/view.ts'

const OpenDock = later(() => import('./OpenDock.tsx').then(m => m.OpenDock))

/** The bottom dock, folded or open as the person left it. */
export function Dock() {
  return useView(view => view.dockOpen) ? <OpenDock /> : null
}
