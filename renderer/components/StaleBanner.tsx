import { t } from '../words/index.ts'
import { DataAge } from './DataAge.tsx'
import { Banner } from './Messages.tsx'

interface StaleBannerProps {
  /** Hosts that are not connected. */
  count: number
  /** Unix ms of the oldest that is shown of them; null where nothing is known. */
  oldestMs: number | null
  /** What is shown as it was last seen. */
  children: string
}

/** Above a page that shows hosts as they were last seen: what of it is old, and how old the oldest is. */
export function StaleBanner({ count, oldestMs, children }: StaleBannerProps) {
  if (count === 0) return null
  return (
    <Banner tone="warn">
      {children}
      {oldestMs !== null && (
        <>
          {' '}
          {t('parts.oldest')} <DataAge asOfMs={oldestMs} phrase="ago" />
        </>
      )}
    </Banner>
  )
}
