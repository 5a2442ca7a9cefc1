import { useRef } from 'react'
import type { HostView } from '../../../shared/models/host.ts'
import { go } from '../../stores/address.ts'
import { t } from '../../words/index.ts'
import classes from './Host.module.css'

/** Tabs of the page, as their addresses name them. */
export const hostTabs = [
  'overview',
  'performance',
  'machines',
  'storage',
  'networks',
  'devices',
  'connection',
] as const
export type HostTab = (typeof hostTabs)[number]

/** Goes to a part of the host's page. */
export const goTab = (host: HostView, tab: HostTab): void =>
  go({ page: 'host', id: host.record.id, tab: tab === 'overview' ? null : tab, query: '', params: {} })

/** Each tab has an address of its own, so Back goes through them; arrows move between them. */
export function HostTabs({ tab, host }: { tab: HostTab; host: HostView }) {
  const bar = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const at = hostTabs.indexOf(tab)
    const forward = getComputedStyle(event.currentTarget).direction === 'rtl' ? -1 : 1
    const steps: Record<string, number> = {
      ArrowRight: at + forward,
      ArrowLeft: at - forward,
      Home: 0,
      End: hostTabs.length - 1,
    }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = hostTabs.at(step % hostTabs.length) ?? 'overview'
    goTab(host, next)
    bar.current?.querySelector<HTMLElement>(`#host-tab-${next}`)?.focus()
  }
  return (
    <div
      ref={bar}
      className={classes.tabs}
      role="tablist"
      tabIndex={-1}
      aria-label={t('host.tabs.label')}
      onKeyDown={onKeyDown}
    >
      {hostTabs.map(each => (
        <button
          key={each}
          type="button"
          role="tab"
          id={`host-tab-${each}`}
          aria-selected={each === tab}
          aria-controls="host-panel"
          tabIndex={each === tab ? 0 : -1}
          onClick={() => goTab(host, each)}
        >
          {t(`host.tabs.${each}`)}
          {each === 'machines' && host.machineCount > 0 && (
            <span className={classes.count}>{host.machineCount}</span>
          )}
        </button>
      ))}
    </div>
  )
}
