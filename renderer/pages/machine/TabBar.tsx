import { useRef } from 'react'
import type { Machine } from '../../../shared/models/machine.ts'
import { go } from '../../stores/address.ts'
import { t } from '../../words/index.ts'
import classes from './Machine.module.css'

/** Tabs of the page, as their addresses name them. */
export const machineTabs = ['overview', 'performance', 'hardware', 'snapshots', 'xml', 'history'] as const
export type MachineTab = (typeof machineTabs)[number]

const words: Record<MachineTab, string> = {
  overview: t('machine.tabs.overview'),
  performance: t('machine.tabs.performance'),
  hardware: t('machine.tabs.hardware'),
  snapshots: t('machine.tabs.snapshots'),
  xml: t('machine.tabs.xml'),
  history: t('machine.tabs.history'),
}

/** Each tab has an address of its own, so Back goes through them; arrows move between them. */
export function TabBar({ tab, machine }: { tab: MachineTab; machine: Machine }) {
  const bar = useRef<HTMLDivElement>(null)
  const open = (next: MachineTab) =>
    go({ page: 'machine', id: machine.key, tab: next === 'overview' ? null : next, params: {} })
  const onKeyDown = (event: React.KeyboardEvent) => {
    const rtl = getComputedStyle(event.currentTarget).direction === 'rtl'
    const steps: Record<string, number> = {
      ArrowRight: rtl ? -1 : 1,
      ArrowLeft: rtl ? 1 : -1,
      Home: -machineTabs.indexOf(tab),
      End: machineTabs.length - 1 - machineTabs.indexOf(tab),
    }
    const step = steps[event.key]
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    const next = machineTabs.at((machineTabs.indexOf(tab) + step) % machineTabs.length) ?? 'overview'
    open(next)
    bar.current?.querySelector<HTMLElement>(`#machine-tab-${next}`)?.focus()
  }
  return (
    <div
      ref={bar}
      className={classes.tabs}
      role="tablist"
      tabIndex={-1}
      aria-label={t('machine.tabs.label')}
      onKeyDown={onKeyDown}
    >
      {machineTabs.map(each => (
        <button
          key={each}
          type="button"
          role="tab"
          id={`machine-tab-${each}`}
          aria-selected={each === tab}
          aria-controls="machine-panel"
          tabIndex={each === tab ? 0 : -1}
          onClick={() => open(each)}
        >
          {words[each]}
          {each === 'snapshots' && machine.snapshotCount ? (
            <span className={classes.count}>{machine.snapshotCount}</span>
          ) : null}
        </button>
      ))}
    </div>
  )
}
