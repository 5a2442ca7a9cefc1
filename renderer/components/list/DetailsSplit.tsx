import { type ReactNode, useSyncExternalStore } from 'react'
import { setView, useView } from '../../stores/view.ts'
import { t } from '../../words/index.ts'
import { Splitter } from '../Splitter.tsx'
import classes from './ListPage.module.css'

const WIDE = '(min-width: 1280px)'

/** Whether details fit beside a list; below it otherwise. */
export const useWide = (): boolean =>
  useSyncExternalStore(
    listener => {
      const media = window.matchMedia(WIDE)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    () => window.matchMedia(WIDE).matches,
  )

/** A list with details beside it, or below it where it is narrow; the person moves the edge between them. */
export function DetailsSplit({ children, details }: { children: ReactNode; details: ReactNode }) {
  const wide = useWide()
  const size = useView(view => view.detailsWidth)
  return (
    <div className={`${classes.split} ${wide ? '' : classes.below}`}>
      <div className={classes.list}>{children}</div>
      {details && (
        <>
          <Splitter
            label={t('list.detailsSize')}
            axis={wide ? 'column' : 'row'}
            after
            value={size}
            min={320}
            max={wide ? 900 : 480}
            onChange={width => setView({ detailsWidth: width })}
          />
          <div
            style={
              wide
                ? { flex: `0 1 ${size}px`, minWidth: 320 }
                : { flex: `0 0 min(${size}px, 55%)`, minHeight: 0 }
            }
          >
            {details}
          </div>
        </>
      )}
    </div>
  )
}
