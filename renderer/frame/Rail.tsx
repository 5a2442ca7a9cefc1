import { ActionIcon, Tooltip } from '@mantine/core'
import { IconFolderPlus, IconPlus } from '@tabler/icons-react'
import { useMemo, useRef, useState } from 'react'
import { useApi } from '../api/client.ts'
import { Splitter } from '../components/Splitter.tsx'
import { useLatest } from '../components/table/useLatest.ts'
import { go, goScope, isScoped, useAddress } from '../stores/address.ts'
import { openDialog } from '../stores/dialogs.ts'
import { useFleet } from '../stores/fleet.ts'
import { tellError } from '../stores/toasts.ts'
import { setView, useView } from '../stores/view.ts'
import { HostMenu, SiteMenu } from './HostMenu.tsx'
import { PageList } from './PageList.tsx'
import classes from './Rail.module.css'
import { type Dragged, RailItem } from './RailItem.tsx'
import { scopeOf, type TreeItem, treeItems, treeKey } from './treeItems.ts'

/** The left rail: sites and their hosts with their states; choosing one shows its machines. */
export function Rail() {
  const sites = useFleet(fleet => fleet.sites)
  const hosts = useFleet(fleet => fleet.hosts)
  const closed = useView(view => view.closedSites)
  const { client } = useApi()
  const width = useView(view => view.railWidth)
  const { scope, page, id: about, tab } = useAddress()
  const items = useMemo(() => treeItems({ sites, hosts }, closed), [sites, hosts, closed])
  const [focused, setFocused] = useState<string>('fleet')
  const [menu, setMenu] = useState<{ item: TreeItem; x: number; y: number } | null>(null)
  const list = useRef<HTMLDivElement>(null)
  const at = Math.max(
    0,
    items.findIndex(item => item.id === focused),
  )

  const fold = (id: string, open: boolean) =>
    setView({ closedSites: open ? closed.filter(each => each !== id) : [...closed, id] })
  const focus = (index: number) => {
    const item = items[index]
    if (!item) return
    setFocused(item.id)
    const element = list.current?.children[index]
    if (element instanceof HTMLElement) element.focus()
  }
  const choose = (item: TreeItem) => {
    setFocused(item.id)
    if (item.kind === 'host') go({ page: 'host', id: item.id, ...(page === 'host' ? { tab } : {}) })
    else goScope(scopeOf(item))
  }
  const move = (dragged: Dragged, on: TreeItem) => {
    const to = on.kind === 'site' ? on.id : null
    const host = dragged.kind === 'host' ? [...hosts.keys()].find(id => id === dragged.id) : undefined
    const site = dragged.kind === 'site' ? sites.find(each => each.id === dragged.id) : undefined
    if (host) client.hosts.update({ hostId: host, siteId: to }).catch((error: unknown) => tellError(error))
    else if (site && site.id !== to)
      client.sites.update({ siteId: site.id, parentId: to }).catch((error: unknown) => tellError(error))
  }
  const isChosen = (item: TreeItem) =>
    page === 'host'
      ? item.id === about
      : isScoped(page) && scope.kind === item.kind && (scope.kind === 'fleet' || scope.id === item.id)
  const showMenu = (item: TreeItem, x: number, y: number) => {
    if (item.kind !== 'fleet') setMenu({ item, x, y })
  }
  const onChoose = useLatest(choose)
  const onFold = useLatest(fold)
  const onMenu = useLatest(showMenu)
  const onDrop = useLatest(move)
  const onKeyDown = (event: React.KeyboardEvent) => {
    const item = items[at]
    if (!item || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Enter' || event.key === ' ') choose(item)
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      const box = list.current?.children[at]?.getBoundingClientRect()
      if (box) showMenu(item, box.left + 24, box.bottom)
    } else {
      if (event.key === '/' || event.key === '?') return
      const step = treeKey(items, at, event.key)
      if (!step) return
      if ('to' in step) focus(step.to)
      else fold(step.fold, step.open)
    }
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <nav className={classes.rail} style={{ width }} aria-label="Sites and hosts">
      <PageList place="top" />
      <div className={classes.head}>
        <span>Fleet</span>
        <span>
          <Tooltip label="New site">
            <ActionIcon aria-label="New site" onClick={() => openDialog({ kind: 'site', siteId: null })}>
              <IconFolderPlus size={15} aria-hidden="true" />
            </ActionIcon>
          </Tooltip>
          <Tooltip label="Add host (A)">
            <ActionIcon aria-label="Add host" onClick={() => openDialog({ kind: 'addHost' })}>
              <IconPlus size={16} aria-hidden="true" />
            </ActionIcon>
          </Tooltip>
        </span>
      </div>
      <div
        ref={list}
        role="tree"
        aria-label="Sites and hosts"
        className={classes.tree}
        onKeyDown={onKeyDown}
        tabIndex={-1}
      >
        {items.map((item, index) => (
          <RailItem
            key={item.id}
            item={item}
            chosen={isChosen(item)}
            reachable={index === at}
            onChoose={onChoose}
            onFold={onFold}
            onMenu={onMenu}
            onDrop={onDrop}
          />
        ))}
      </div>
      <PageList place="bottom" />
      <div className={classes.edge}>
        <Splitter
          label="Width of sites and hosts"
          axis="column"
          value={width}
          min={180}
          max={480}
          onChange={railWidth => setView({ railWidth })}
        />
      </div>
      {menu?.item.kind === 'host' && (
        <HostMenu host={menu.item.host} at={menu} onClose={() => setMenu(null)} />
      )}
      {menu?.item.kind === 'site' && (
        <SiteMenu site={menu.item.site} at={menu} onClose={() => setMenu(null)} />
      )}
    </nav>
  )
}
