import { ActionIcon } from '@mantine/core'
import {
  IconBookmark,
  IconBookmarkPlus,
  IconChevronDown,
  IconChevronRight,
  IconDots,
} from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { later } from '../components/later.ts'
import { useAddress } from '../stores/address.ts'
import { openDialog } from '../stores/dialogs.ts'
import {
  isSaveable,
  moveView,
  openView,
  removeView,
  renameView,
  type SavedView,
  useCurrentView,
  useSavedViews,
} from '../stores/savedViews.ts'
import { tell } from '../stores/toasts.ts'
import { setView, useView } from '../stores/view.ts'
import { t } from '../words/index.ts'
import classes from './Rail.module.css'
import { RenameField } from './RenameField.tsx'
import { Tip } from '../components/Tip.tsx'
import { visible } from '../components/visible.ts'

const SavedViewMenu = later(() => import('./SavedViewMenu.tsx').then(m => m.SavedViewMenu))

const DRAG = 'application/x-novacron-view'

/** Deletes a view; the notice gives it back in its place. */
export function deleteView(view: SavedView): void {
  const before = useSavedViews.getState().views
  removeView(view.id)
  tell(
    <>
      {t('frame.views.removed', { name: view.name })}{' '}
      <button
        type="button"
        className={classes.undo}
        onClick={() => useSavedViews.setState({ views: before })}
      >
        {t('frame.views.undo')}
      </button>
    </>,
  )
}

/** Lists as a person saved them: opened, renamed, put in order, deleted. */
export function SavedViews() {
  const views = useSavedViews(state => state.views)
  const open = useView(view => view.savedViewsOpen)
  const saveable = useAddress(address => isSaveable(address.page))
  const current = useCurrentView()
  const list = useRef<HTMLUListElement>(null)
  const [renaming, setRenaming] = useState<string | null>(null)
  const [menu, setMenu] = useState<{ view: SavedView; x: number; y: number } | null>(null)
  const Fold = open ? IconChevronDown : IconChevronRight
  const focus = (id: string) =>
    requestAnimationFrame(() =>
      list.current?.querySelector<HTMLElement>(`[data-view="${CSS.escape(id)}"]`)?.focus(),
    )
  const onKeyDown = (event: React.KeyboardEvent, view: SavedView, index: number) => {
    if (event.key === 'F2') setRenaming(view.id)
    else if (event.key === 'Delete') deleteView(view)
    else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      moveView(view.id, index + (event.key === 'ArrowUp' ? -1 : 1))
      focus(view.id)
    } else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      const box = event.currentTarget.getBoundingClientRect()
      setMenu({ view, x: box.left + 24, y: box.bottom })
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  const closeMenu = () => {
    if (menu) focus(menu.view.id)
    setMenu(null)
  }
  return (
    <section className={classes.views} aria-label={t('frame.views.title')}>
      <div className={classes.head}>
        <button
          type="button"
          className={classes.headToggle}
          aria-expanded={open}
          onClick={() => setView({ savedViewsOpen: !open })}
        >
          <Fold size={13} aria-hidden="true" />
          {t('frame.views.title')}
        </button>
        <Tip label={t('frame.views.save')}>
          <ActionIcon
            aria-label={t('frame.views.save')}
            disabled={!saveable}
            onClick={() => openDialog({ kind: 'saveView' })}
          >
            <IconBookmarkPlus size={15} aria-hidden="true" />
          </ActionIcon>
        </Tip>
      </div>
      {open && views.length === 0 && <p className={classes.viewsNone}>{t('frame.views.none')}</p>}
      {open && views.length > 0 && (
        <ul ref={list} className={classes.viewList}>
          {views.map((view, index) => (
            <li
              key={view.id}
              className={classes.viewItem}
              draggable={renaming !== view.id}
              onDragStart={event => event.dataTransfer.setData(DRAG, view.id)}
              onDragOver={event => {
                if (event.dataTransfer.types.includes(DRAG)) event.preventDefault()
              }}
              onDrop={event => {
                const id = event.dataTransfer.getData(DRAG)
                if (id) moveView(id, index)
              }}
              onContextMenu={event => {
                event.preventDefault()
                setMenu({ view, x: event.clientX, y: event.clientY })
              }}
            >
              {renaming === view.id ? (
                <RenameField
                  name={view.name}
                  label={t('frame.views.name')}
                  onDone={name => {
                    setRenaming(null)
                    if (name !== null) renameView(view.id, name.slice(0, 80))
                    focus(view.id)
                  }}
                />
              ) : (
                <>
                  <a
                    href={view.address}
                    data-view={view.id}
                    className={classes.viewLink}
                    aria-current={current?.id === view.id ? 'page' : undefined}
                    title={visible(view.name)}
                    onClick={event => {
                      if (event.ctrlKey || event.metaKey || event.shiftKey) return
                      event.preventDefault()
                      openView(view)
                    }}
                    onKeyDown={event => onKeyDown(event, view, index)}
                  >
                    <IconBookmark size={14} aria-hidden="true" className={classes.icon} />
                    <bdi className={classes.name}>{visible(view.name)}</bdi>
                  </a>
                  <button
                    type="button"
                    className={classes.viewMore}
                    aria-label={t('frame.views.more', { name: view.name })}
                    aria-haspopup="menu"
                    onClick={event => setMenu({ view, x: event.clientX, y: event.clientY })}
                  >
                    <IconDots size={14} aria-hidden="true" />
                  </button>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {menu && (
        <SavedViewMenu
          view={menu.view}
          at={menu}
          onRename={() => setTimeout(() => setRenaming(menu.view.id))}
          onDelete={() => deleteView(menu.view)}
          onClose={closeMenu}
        />
      )}
    </section>
  )
}
