import { IconChevronDown, IconChevronRight, IconDots, IconStack2 } from '@tabler/icons-react'
import { memo, useState } from 'react'
import { formatDuration } from '../../shared/units.ts'
import type { HostState } from '../../shared/models/host.ts'
import { hostDetail, hostLook, isLive } from '../components/hostState.ts'
import { StateMark } from '../components/StateMark.tsx'
import badge from '../components/StateBadge.module.css'
import { useClockText } from '../stores/clock.ts'
import { useFleet } from '../stores/fleet.ts'
import { formatCount } from '../words/format.ts'
import { agoText } from '../words/ago.ts'
import { t } from '../words/index.ts'
import classes from './Rail.module.css'
import { RenameField } from './RenameField.tsx'
import { nameOf, type TreeItem } from './treeItems.ts'
import { visible } from '../components/visible.ts'

interface RailItemProps {
  item: TreeItem
  chosen: boolean
  /** In the tab order: one line of the tree is. */
  reachable: boolean
  onChoose(item: TreeItem): void
  onFold(id: string, open: boolean): void
  onMenu(item: TreeItem, x: number, y: number): void
  /** Something of the tree was dropped on this line. */
  onDrop(dragged: Dragged, on: TreeItem): void
  /** Its name is being written anew. */
  renaming: boolean
  /** The new name, or null where it stays. */
  onRename(item: TreeItem, name: string | null): void
}

/** What is being moved to another site. */
export interface Dragged {
  kind: 'host' | 'site'
  id: string
}

const DRAG = 'application/x-novacron-tree'

/** One line of the rail's tree. */
export const RailItem = memo(
  function RailItem({
    item,
    chosen,
    reachable,
    renaming,
    onChoose,
    onFold,
    onMenu,
    onDrop,
    onRename,
  }: RailItemProps) {
    const lost = useFleet(fleet => fleet.lost)
    const [over, setOver] = useState(false)
    const accepts = (event: React.DragEvent) =>
      item.kind !== 'host' && event.dataTransfer.types.includes(DRAG)
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it has the keyboard
      <div
        role="treeitem"
        aria-level={item.level}
        aria-posinset={item.position}
        aria-setsize={item.siblings}
        aria-selected={chosen}
        aria-expanded={item.kind === 'site' ? item.open : undefined}
        tabIndex={reachable ? 0 : -1}
        className={`${classes.item} ${chosen ? classes.chosen : ''} ${over ? classes.over : ''}`}
        style={{ paddingInlineStart: 10 + (item.level - 1) * 14 }}
        draggable={item.kind !== 'fleet' && !renaming}
        onDragStart={event =>
          event.dataTransfer.setData(DRAG, JSON.stringify({ kind: item.kind, id: item.id }))
        }
        onDragOver={event => {
          if (!accepts(event)) return
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={event => {
          setOver(false)
          if (!accepts(event)) return
          event.preventDefault()
          onDrop(JSON.parse(event.dataTransfer.getData(DRAG)), item)
        }}
        onClick={() => onChoose(item)}
        onContextMenu={event => {
          event.preventDefault()
          onMenu(item, event.clientX, event.clientY)
        }}
      >
        {renaming ? (
          <RenameField
            name={nameOf(item)}
            label={t('frame.rail.rename', { name: nameOf(item) })}
            onDone={name => onRename(item, name)}
          />
        ) : (
          <Content item={item} onFold={onFold} />
        )}
        <span className="visually-hidden">{spoken(item, lost)}</span>
        {item.kind !== 'fleet' && !renaming && (
          <button
            type="button"
            tabIndex={-1}
            aria-hidden="true"
            className={classes.more}
            onClick={event => {
              event.stopPropagation()
              onMenu(item, event.clientX, event.clientY)
            }}
          >
            <IconDots size={14} />
          </button>
        )}
      </div>
    )
  },
  (before, after) =>
    before.chosen === after.chosen &&
    before.reachable === after.reachable &&
    before.renaming === after.renaming &&
    before.onFold === after.onFold &&
    before.onDrop === after.onDrop &&
    sameItem(before.item, after.item),
)

/** What a screen reader hears after a line's name, in place of its marks and counts. */
function spoken(item: TreeItem, lost: boolean): string {
  switch (item.kind) {
    case 'fleet':
      return ''
    case 'site': {
      const trouble = item.trouble > 0 ? t('frame.rail.spokenTrouble', { count: item.trouble }) : ''
      const production = item.site.production ? t('frame.rail.spokenProduction') : ''
      return `${production}${t('frame.rail.spokenSite', { count: item.hosts })}${trouble}`
    }
    case 'host': {
      const { state, runningCount, machineCount, dataAsOfMs } = item.host
      const word = hostLook(state, lost).word.toLowerCase()
      if (dataAsOfMs === null) return t('frame.rail.spokenSilent', { state: word })
      const runs = { state: word, running: runningCount, count: machineCount }
      if (isOld(state, lost)) return t('frame.rail.spokenWas', runs)
      return t('frame.rail.spokenHost', runs)
    }
  }
}

/** What is known of the host is not followed now. */
const isOld = (state: HostState, lost: boolean): boolean => lost || !isLive(state)

/** Lines are made anew with every change of the fleet; most say the same as before. */
function sameItem(a: TreeItem, b: TreeItem): boolean {
  if (a.position !== b.position || a.siblings !== b.siblings) return false
  if (a.kind === 'host' && b.kind === 'host') return a.host === b.host && a.level === b.level
  if (a.kind === 'site' && b.kind === 'site')
    return (
      a.site === b.site &&
      a.open === b.open &&
      a.hosts === b.hosts &&
      a.trouble === b.trouble &&
      a.level === b.level
    )
  return a.kind === 'fleet' && b.kind === 'fleet' && a.hosts === b.hosts && a.live === b.live
}

function Content({ item, onFold }: Pick<RailItemProps, 'item' | 'onFold'>) {
  switch (item.kind) {
    case 'fleet':
      return (
        <>
          <IconStack2 size={14} aria-hidden="true" className={classes.icon} />
          <span className={classes.name}>{t('frame.rail.all')}</span>
        </>
      )
    case 'site': {
      const Fold = item.open ? IconChevronDown : IconChevronRight
      return (
        <>
          <button
            type="button"
            tabIndex={-1}
            aria-hidden="true"
            className={classes.fold}
            onClick={event => {
              event.stopPropagation()
              onFold(item.id, !item.open)
            }}
          >
            <Fold size={14} />
          </button>
          <bdi className={classes.name} title={visible(item.site.name)}>
            {visible(item.site.name)}
          </bdi>
          {item.site.production && (
            <span aria-hidden="true" className={classes.production} title={t('frame.rail.production')}>
              {t('frame.rail.prod')}
            </span>
          )}
          {item.trouble > 0 && (
            <span
              aria-hidden="true"
              className={`${badge.badge} ${badge.warn} ${classes.trouble}`}
              title={t('frame.rail.trouble', { trouble: item.trouble, count: item.hosts })}
            >
              <StateMark mark="warn" size={10} />
              {formatCount(item.trouble)}
            </span>
          )}
          <span aria-hidden="true" className={classes.count}>
            {formatCount(item.hosts)}
          </span>
        </>
      )
    }
    case 'host':
      return <HostLine item={item} />
  }
}

function HostLine({ item }: { item: Extract<TreeItem, { kind: 'host' }> }) {
  const { record, state, runningCount, machineCount, dataAsOfMs } = item.host
  const lost = useFleet(fleet => fleet.lost)
  const { mark, word } = hostLook(state, lost)
  const detail = useClockText(now => (lost ? '' : hostDetail(state, now)))
  const left = useClockText(now =>
    !lost && state.phase === 'waiting' && state.retryAtMs !== null && state.retryAtMs > now
      ? formatDuration(Math.ceil((state.retryAtMs - now) / 1000) * 1000)
      : '',
  )
  const counts = `${formatCount(runningCount)}/${formatCount(machineCount)}`
  const runs = useClockText(now => {
    if (dataAsOfMs === null) return ''
    const found = { running: runningCount, count: machineCount }
    if (!isOld(state, lost)) return t('frame.rail.runs', found)
    return t('frame.rail.ran', { ...found, ago: agoText(now - dataAsOfMs) })
  })
  const shown = isOld(state, lost) ? t('frame.rail.was', { counts }) : counts
  const why = state.problem ? `\n${state.problem.message}` : ''
  return (
    <>
      <span
        aria-hidden="true"
        className={`${badge.badge} ${badge[mark]}`}
        title={`${word}${detail ? ` · ${detail}` : ''}${why}`}
      >
        <StateMark mark={mark} />
      </span>
      <bdi className={classes.name} title={visible(record.name)}>
        {visible(record.name)}
      </bdi>
      <span aria-hidden="true" className={classes.count} title={runs || undefined}>
        {left || (dataAsOfMs === null ? '' : shown)}
      </span>
    </>
  )
}
