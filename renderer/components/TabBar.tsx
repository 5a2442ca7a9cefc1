import { useEffect, useRef } from 'react'
import { formatCount } from '../words/format.ts'
import classes from './TabBar.module.css'

/** One tab: what is written on it, and how many things are behind it where that is worth saying. */
export interface TabEntry<Tab extends string> {
  id: Tab
  words: string
  count?: number | null
}

interface TabBarProps<Tab extends string> {
  /** Spoken name. */
  label: string
  /** In their order. */
  tabs: readonly TabEntry<Tab>[]
  tab: Tab
  /** Names the tabs' elements, `${id}-tab-${tab}`; the panel is `${id}-panel`. */
  id: string
  onTab(tab: Tab): void
}

/** Tabs over a page; arrows move between them, and the page gives each an address of its own. */
export function TabBar<Tab extends string>({ label, tabs, tab, id, onTab }: TabBarProps<Tab>) {
  const bar = useRef<HTMLDivElement>(null)
  // Where not all fit, the one that is shown is not the one that is cut off.
  useEffect(() => {
    bar.current?.querySelector(`#${id}-tab-${tab}`)?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' })
  }, [id, tab])
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const at = tabs.findIndex(each => each.id === tab)
    const forward = getComputedStyle(event.currentTarget).direction === 'rtl' ? -1 : 1
    const steps: Record<string, number> = {
      ArrowRight: at + forward,
      ArrowLeft: at - forward,
      Home: 0,
      End: tabs.length - 1,
    }
    const step = steps[event.key]
    const next = step === undefined ? undefined : tabs.at(step % tabs.length)
    if (!next) return
    event.preventDefault()
    onTab(next.id)
    bar.current?.querySelector<HTMLElement>(`#${id}-tab-${next.id}`)?.focus()
  }
  return (
    <div
      ref={bar}
      className={classes.tabs}
      role="tablist"
      tabIndex={-1}
      aria-label={label}
      onKeyDown={onKeyDown}
    >
      {tabs.map(each => (
        <button
          key={each.id}
          type="button"
          role="tab"
          id={`${id}-tab-${each.id}`}
          aria-selected={each.id === tab}
          aria-controls={`${id}-panel`}
          tabIndex={each.id === tab ? 0 : -1}
          onClick={() => onTab(each.id)}
        >
          {each.words}
          {each.count ? <span className={classes.count}>{formatCount(each.count)}</span> : null}
        </button>
      ))}
    </div>
  )
}
