import { useMemo, useRef, useState } from 'react'
import { useApi } from '../api/client.ts'
import { later } from '../components/later.ts'
import { useLatest } from '../components/table/useLatest.ts'
import { go, goScope, isScoped, useAddress } from '../stores/address.ts'
import { useFleet } from '../stores/fleet.ts'
import { tellError } from '../stores/toasts.ts'
import { setView, useView } from '../stores/view.ts'
import { t } from '../words/index.ts'
import classes from './Rail.module.css'
import { type Dragged, RailItem } from './RailItem.tsx'
import { nameOf, scopeOf, type TreeItem, treeItems, treeKey } from './treeItems.ts'

const HostMenu = later(() => import('./HostMenu.tsx').then(m => m.HostMenu))
const SiteMenu = later(() => import('./SiteMenu.tsx').then(m => m.SiteMenu))

const mirrored: Record<string, string> = { ArrowLeft: 'ArrowRight', ArrowRight: 'ArrowLeft' }

/** The key as the tree pattern means it where lines run from right to left. */
const turned = (key: string, element: Element | null): string =>
  element && getComputedStyle(element).direction === 'rtl' ? (mirrored[key] ?? key) : key

/** Sites with what is in them and every host's state: walked, folded, moved, renamed in place. */
export function SiteTree() {
  const sites = useFleet(fleet => fleet.sites)
  const hosts = useFleet(fleet => fleet.hosts)
  const closed = useView(view => view.closedSites)
  const { client } = useApi()
  const { scope, page, id: about, tab } = useAddress()
  const items = useMemo(() => treeItems({ sites, hosts }, closed), [sites, hosts, closed])
  const [focused, setFocused] = useState<string>('fleet')
  const [renaming, setRenaming] = useState<string | null>(null)
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
    const host =
      dragged.kind === 'host' ? [...hosts.values()].find(each => each.record.id === dragged.id) : undefined
    const site = dragged.kind === 'site' ? sites.find(each => each.id === dragged.id) : undefined
    const failed = (name: string) => (error: unknown) => tellError(error, t('frame.toast.notMoved', { name }))
    if (host && host.record.siteId !== to)
      client.hosts.update({ hostId: host.record.id, siteId: to }).catch(failed(host.record.name))
    else if (site && site.id !== to && site.parentId !== to)
      client.sites.update({ siteId: site.id, parentId: to }).catch(failed(site.name))
  }
  const rename = (item: TreeItem, name: string | null) => {
    setRenaming(null)
    requestAnimationFrame(() => focus(items.findIndex(each => each.id === item.id)))
    if (name === null || item.kind === 'fleet') return
    const call =
      item.kind === 'host'
        ? client.hosts.update({ hostId: item.id, name })
        : client.sites.update({ siteId: item.id, name })
    call.catch((error: unknown) => tellError(error, t('frame.toast.notRenamed', { name: nameOf(item) })))
  }
  const isChosen = (item: TreeItem) =>
    page === 'host'
      ? item.id === about
      : page === 'machine'
        ? item.id === about?.slice(0, 36)
        : isScoped(page) && scope.kind === item.kind && (scope.kind === 'fleet' || scope.id === item.id)
  const showMenu = (item: TreeItem, x: number, y: number) => {
    setFocused(item.id)
    if (item.kind !== 'fleet') setMenu({ item, x, y })
  }
  const closeMenu = () => {
    setMenu(null)
    focus(at)
  }
  const onChoose = useLatest(choose)
  const onFold = useLatest(fold)
  const onMenu = useLatest(showMenu)
  const onDrop = useLatest(move)
  const onRename = useLatest(rename)
  const onKeyDown = (event: React.KeyboardEvent) => {
    const item = items[at]
    if (!item || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Enter' || event.key === ' ') choose(item)
    else if (event.key === 'F2' && item.kind !== 'fleet') setRenaming(item.id)
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      const box = list.current?.children[at]?.getBoundingClientRect()
      if (box) showMenu(item, box.left + 24, box.bottom)
    } else {
      if (event.key === '/' || event.key === '?') return
      const step = treeKey(items, at, turned(event.key, list.current))
      if (step && 'to' in step) focus(step.to)
      else if (step && 'unfold' in step)
        setView({ closedSites: closed.filter(each => !step.unfold.some(id => id === each)) })
      else if (step) fold(step.fold, step.open)
      // A letter that no name starts with is still the tree's: it must not become a shortcut by accident.
      else if (event.key.length > 1) return
    }
    event.preventDefault()
    event.stopPropagation()
  }
  const startRenaming = () => {
    const id = menu?.item.id
    if (id !== undefined) setTimeout(() => setRenaming(id))
  }

  return (
    <>
      <div
        ref={list}
        role="tree"
        aria-label={t('frame.rail.tree')}
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
            renaming={renaming === item.id}
            onChoose={onChoose}
            onFold={onFold}
            onMenu={onMenu}
            onDrop={onDrop}
            onRename={onRename}
          />
        ))}
      </div>
      {menu?.item.kind === 'host' && (
        <HostMenu host={menu.item.host} at={menu} onRename={startRenaming} onClose={closeMenu} />
      )}
      {menu?.item.kind === 'site' && (
        <SiteMenu site={menu.item.site} at={menu} onRename={startRenaming} onClose={closeMenu} />
      )}
    </>
  )
}
