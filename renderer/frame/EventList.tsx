import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { go } from '../stores/address.ts'
import { useEvents } from '../stores/tasks.ts'
import { formatClock } from '../words/format.ts'
import { FailedText } from '../components/FailedText.tsx'
import { LinkButton } from '../components/LinkButton.tsx'
import { visible } from '../components/visible.ts'
import { t } from '../words/index.ts'
import { reportWords } from '../words/reportWords.ts'
import classes from './Dock.module.css'

/** What libvirt reported lately, newest first. */
export function EventList() {
  const events = useEvents(state => state.events)
  const error = useEvents(state => state.feed.error)
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 26,
    overscan: 6,
  })
  if (events.length === 0 && error)
    return (
      <div className={classes.none} role="alert">
        <FailedText error={error} titled />
      </div>
    )
  if (events.length === 0)
    return (
      <p className={classes.none}>
        <b>{t('frame.dock.noEvents')}</b> {t('frame.dock.noEventsWhy')}
      </p>
    )
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div ref={scroller} className={classes.list} tabIndex={0} role="log" aria-label={t('frame.dock.events')}>
      <ul className={classes.inner} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const event = events[index]
          if (!event) return null
          const { key } = event
          return (
            <li
              key={`${event.atMs}-${index}`}
              className={classes.event}
              style={{ transform: `translateY(${start}px)` }}
            >
              <time className={classes.dim} dateTime={new Date(event.atMs).toISOString()}>
                {formatClock(event.atMs)}
              </time>
              <span className={classes.dim}>{event.kind}</span>
              {key ? (
                <LinkButton onClick={() => go({ page: 'machine', id: key })}>
                  <bdi title={visible(event.subject)}>{visible(event.subject)}</bdi>
                </LinkButton>
              ) : (
                <bdi>{visible(event.subject)}</bdi>
              )}
              <bdi className={classes.dim}>{visible(event.host)}</bdi>
              <span title={visible(reportWords(event))}>{visible(reportWords(event))}</span>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
