import { Notifications } from '@mantine/notifications'
import { TipLayer } from '../components/TipLayer.tsx'

/** What lies over the window for a moment: notices of what was done or failed, and the tip of a control. */
export function Notices() {
  return (
    <>
      <Notifications position="bottom-right" limit={4} className="toasts" />
      <TipLayer />
    </>
  )
}
