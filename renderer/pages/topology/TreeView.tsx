import { useVirtualizer } from '@tanstack/react-virtual'
import { IconChevronRight } from '@tabler/icons-react'
import { useId, useMemo, useRef, useState } from 'react'
import type { Graph } from '../../../shared/contract/index.ts'
import badge from '../../components/StateBadge.module.css'
import { StateMark } from '../../components/StateMark.tsx'
import { t } from '../../words/index.ts'
import { kindIcons, useNodeState } from './nodeLook.tsx'
import classes from './TreeView.module.css'
import { TreeModel, type TreeRow, treeRows, treeStep } from './treeRows.ts'
import { visible } from '../../components/visible.ts'

const ROW_PX = 28
/** Hosts are open at first where there are few. */
const OPEN_HOSTS_MAX = 4

interface TreeViewProps {
  graph: Graph
  machines: ReadonlySet<string> | null
  selected: string | null
  onSelect(id: string): void
}

/** The same graph as a tree: site, host, networks and pools, down to the machines. */
export function TreeView({ graph, machines, selected, onSelect }: TreeViewProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const prefix = useId()
  const model = useMemo(() => new TreeModel(graph, machines), [graph, machines])
  const few = useMemo(
    () => graph.nodes.filter(({ kind }) => kind === 'host').length <= OPEN_HOSTS_MAX,
    [graph],
  )
  const [folds, setFolds] = useState<ReadonlyMap<string, boolean>>(new Map())
  const [active, setActive] = useState<string | null>(null)
  const rows = useMemo(
    () => treeRows(model, folds, ({ kind }) => kind === 'site' || (kind === 'host' && few)),
    [model, folds, few],
  )
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  })
  const activeAt = Math.max(
    0,
    rows.findIndex(row => row.way === active),
  )
  const fold = (row: TreeRow, open: boolean) => setFolds(before => new Map(before).set(row.way, open))
  const onKeyDown = (event: React.KeyboardEvent) => {
    const row = rows[activeAt]
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return
    const next = treeStep(rows, row.way, event.key)
    if (next !== null) {
      setActive(next)
      list.scrollToIndex(rows.findIndex(each => each.way === next))
    } else if (event.key === 'ArrowRight' && row.open === false) fold(row, true)
    else if (event.key === 'ArrowLeft' && row.open) fold(row, false)
    else if (event.key === 'Enter' || event.key === ' ') onSelect(row.node.id)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div
      ref={scroller}
      className={classes.tree}
      role="tree"
      tabIndex={0}
      aria-label={t('topology.treeLabel')}
      aria-activedescendant={rows.length > 0 ? `${prefix}${activeAt}` : undefined}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" style={{ blockSize: list.getTotalSize(), position: 'relative' }}>
        {list.getVirtualItems().map(({ index, start }) => {
          const row = rows[index]
          return (
            row && (
              <Row
                key={row.way}
                id={`${prefix}${index}`}
                row={row}
                start={start}
                active={index === activeAt}
                selected={row.node.id === selected}
                onFold={() => fold(row, !row.open)}
                onPick={() => {
                  setActive(row.way)
                  onSelect(row.node.id)
                }}
              />
            )
          )
        })}
      </div>
    </div>
  )
}

interface RowProps {
  id: string
  row: TreeRow
  start: number
  active: boolean
  selected: boolean
  onFold(): void
  onPick(): void
}

function Row({ id, row, start, active, selected, onFold, onPick }: RowProps) {
  const { node, level, open } = row
  const state = useNodeState(node)
  const Icon = kindIcons[node.kind]
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree itself takes the keys
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the tree, aria-activedescendant says where
    <div
      id={id}
      role="treeitem"
      aria-level={level}
      aria-posinset={row.place}
      aria-setsize={row.of}
      aria-expanded={open ?? undefined}
      aria-selected={selected}
      className={classes.row}
      data-active={active || undefined}
      style={{ insetBlockStart: start, paddingInlineStart: 8 + (level - 1) * 18 }}
      onClick={onPick}
      onDoubleClick={open === null ? undefined : onFold}
    >
      <span
        className={classes.fold}
        data-open={open || undefined}
        aria-hidden="true"
        onClick={event => {
          if (open === null) return
          event.stopPropagation()
          onFold()
        }}
      >
        {open !== null && <IconChevronRight size={13} />}
      </span>
      <Icon size={14} stroke={1.6} aria-hidden="true" />
      <span className={classes.kind}>{t(`topology.kind.${node.kind}`)}</span>
      <bdi className={classes.label}>{visible(node.label)}</bdi>
      {node.detail && <bdi className={classes.detail}>{visible(node.detail)}</bdi>}
      {state && (
        <span className={`${badge.badge} ${badge[state.mark]}`}>
          <StateMark mark={state.mark} size={10} />
          {state.word}
        </span>
      )}
    </div>
  )
}
