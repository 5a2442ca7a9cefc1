import { IconChevronDown, IconChevronRight, IconDots, IconStack2 } from '@tabler/icons-react'
import { memo, useState } from 'react'
import { hostDetail, hostLook } from '../components/hostState.ts'
import { StateMark } from '../components/StateMark.tsx'
import badge from '../components/StateBadge.module.css'
import { useClockText } from '../stores/clock.ts'
import { useFleet } from '../stores/fleet.ts'
import classes from './Rail.module.css'
import type { TreeItem } from './treeItems.ts'

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
}

/** What is being moved to another site. */
export interface Dragged {
  kind: 'host' | 'site'
  id: string
}

const DRAG = 'application/x-novacron-tree'

/** One line of the rail's tree. */
export const RailItem = memo(
  function RailItem({ item, chosen, reachable, onChoose, onFold, onMenu, onDrop }: RailItemProps) {
    const lost = useFleet(fleet => fleet.lost)
    const [over, setOver] = useState(false)
    const accepts = (event: React.DragEvent) =>
      item.kind !== 'host' && event.dataTransfer.types.includes(DRAG)
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it has the keyboard
      <div
        role="treeitem"
        aria-level={item.level}
        aria-selected={chosen}
        aria-expanded={item.kind === 'site' ? item.open : undefined}
        tabIndex={reachable ? 0 : -1}
        className={`${classes.item} ${chosen ? classes.chosen : ''} ${over ? classes.over : ''}`}
        style={{ paddingInlineStart: 10 + (item.level - 1) * 14 }}
        draggable={item.kind !== 'fleet'}
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
        <Content item={item} onFold={onFold} />
        <span className="visually-hidden">{spoken(item, lost)}</span>
        {item.kind !== 'fleet' && (
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
      const trouble = item.trouble > 0 ? `, ${item.trouble} not live` : ''
      return `${item.site.production ? ', production' : ''}, ${item.hosts} hosts${trouble}`
    }
    case 'host': {
      const { state, runningCount, machineCount } = item.host
      const word = hostLook(state, lost).word.toLowerCase()
      return `, ${word}, ${runningCount} of ${machineCount} machines run`
    }
  }
}

/** Lines are made anew with every change of the fleet; most say the same as before. */
function sameItem(a: TreeItem, b: TreeItem): boolean {
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
          <span className={classes.name}>All machines</span>
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
          <bdi className={classes.name} title={item.site.name}>
            {item.site.name}
          </bdi>
          {item.site.production && (
            <span aria-hidden="true" className={classes.production} title="Production site">
              prod
            </span>
          )}
          {item.trouble > 0 && (
            <span
              aria-hidden="true"
              className={`${badge.badge} ${badge.warn} ${classes.trouble}`}
              title={`${item.trouble} of ${item.hosts} hosts not live`}
            >
              <StateMark mark="warn" size={10} />
              {item.trouble}
            </span>
          )}
          <span aria-hidden="true" className={classes.count}>
            {item.hosts}
          </span>
        </>
      )
    }
    case 'host':
      return <HostLine item={item} />
  }
}

function HostLine({ item }: { item: Extract<TreeItem, { kind: 'host' }> }) {
  const { record, state, runningCount, machineCount } = item.host
  const lost = useFleet(fleet => fleet.lost)
  const { mark, word } = hostLook(state, lost)
  const detail = useClockText(now => (lost ? '' : hostDetail(state, now)))
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
      <bdi className={classes.name} title={record.name}>
        {record.name}
      </bdi>
      <span
        aria-hidden="true"
        className={classes.count}
        title={`${runningCount} of ${machineCount} machines run`}
      >
        {state.phase === 'waiting' && detail.startsWith('retry')
          ? detail.replace('retry in ', '')
          : `${runningCount}/${machineCount}`}
      </span>
    </>
  )
}
