import { DataAge } from './DataAge.tsx'
import { Banner } from './Messages.tsx'

interface StaleBannerProps {
  /** Hosts that are not connected. */
  count: number
  /** Unix ms of the oldest that is shown of them; null where nothing is known. */
  oldestMs: number | null
  /** Whose age that is, up to a colon. */
  aged: string
  /** What is shown as it was last seen. */
  children: string
}

/** Above a page that shows hosts as they were last seen: what of it is old, and how old the oldest is. */
export function StaleBanner({ count, oldestMs, aged, children }: StaleBannerProps) {
  if (count === 0) return null
  return (
    <Banner tone="warn">
      {children}
      {oldestMs !== null && (
        <>
          {' '}
          {aged} <DataAge asOfMs={oldestMs} phrase="ago" />
        </>
      )}
    </Banner>
  )
}
