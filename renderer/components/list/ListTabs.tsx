import { type ReactNode, useRef } from 'react'
import classes from './ListTabs.module.css'

interface ListTabsProps<Tab extends string> {
  label: string
  /** In their order, with what is written on them and how many rows they hold. */
  tabs: readonly { id: Tab; words: string; count: number | null }[]
  tab: Tab
  /** Names the tabs' elements; the panel is `${id}-panel`. */
  id: string
  onTab(tab: Tab): void
}

/** Tabs over the lists of one page; arrows move between them. */
function ListTabs<Tab extends string>({ label, tabs, tab, id, onTab }: ListTabsProps<Tab>) {
  const bar = useRef<HTMLDivElement>(null)
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
          {each.count !== null && <span className={classes.count}>{each.count.toLocaleString()}</span>}
        </button>
      ))}
    </div>
  )
}

/** A page of such lists: what stands over all of them, the tabs, and the list of the tab that is chosen. */
export function TabbedLists<Tab extends string>({
  head,
  notice,
  children,
  ...tabs
}: ListTabsProps<Tab> & { head: ReactNode; notice?: ReactNode; children: ReactNode }) {
  return (
    <div className={classes.page}>
      {head}
      <ListTabs {...tabs} />
      {notice}
      <div
        className={classes.page}
        role="tabpanel"
        id={`${tabs.id}-panel`}
        aria-labelledby={`${tabs.id}-tab-${tabs.tab}`}
      >
        {children}
      </div>
    </div>
  )
}
