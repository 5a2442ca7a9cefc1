import type { ComponentProps, ReactNode } from 'react'
import layout from '../layout.module.css'
import { TabBar } from '../TabBar.tsx'

/** A page of several lists: what stands over all of them, the tabs, and the list of the tab that is chosen. */
export function TabbedLists<Tab extends string>({
  head,
  notice,
  children,
  ...tabs
}: ComponentProps<typeof TabBar<Tab>> & { head: ReactNode; notice?: ReactNode; children: ReactNode }) {
  return (
    <div className={layout.page}>
      {head}
      <TabBar {...tabs} />
      {notice}
      <div
        className={layout.page}
        role="tabpanel"
        id={`${tabs.id}-panel`}
        aria-labelledby={`${tabs.id}-tab-${tabs.tab}`}
      >
        {children}
      </div>
    </div>
  )
}
