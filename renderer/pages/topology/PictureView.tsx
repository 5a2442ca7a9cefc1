import { ActionIcon } from '@mantine/core'
import { IconMaximize, IconMinus, IconPlus } from '@tabler/icons-react'
import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { t } from '../../words/index.ts'
import { type Layout, type Line, linePath, type Placed } from './layout.ts'
import { NodeBox } from './NodeBox.tsx'
import classes from './Picture.module.css'
import { type Step, step } from './steps.ts'
import { usePanZoom } from './usePanZoom.ts'
import { type Area, fitWhole, reveal, seen } from './viewport.ts'
import { Tip } from '../../components/Tip.tsx'
import { visible } from '../../components/visible.ts'

/** Below this size boxes are drawn as blocks without names. */
const NAMES_FROM = 0.45
const ZOOM_STEP = 1.25

interface PictureViewProps {
  layout: Layout
  selected: string | null
  /** What is on a way through the selected node; null while nothing is selected. */
  ways: ReadonlySet<string> | null
  onSelect(id: string | null): void
  onFold(id: string): void
}

const touches = (area: Area, x1: number, y1: number, x2: number, y2: number): boolean =>
  Math.max(x1, x2) >= area.x &&
  Math.min(x1, x2) <= area.x + area.width &&
  Math.max(y1, y2) >= area.y &&
  Math.min(y1, y2) <= area.y + area.height

const keys: Record<string, Step> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Home: 'first',
  End: 'last',
}

/** The picture itself: only what is in view is drawn, and from afar only shapes and the names of sites and hosts. */
export function PictureView({ layout, selected, ways, onSelect, onFold }: PictureViewProps) {
  const frame = useRef<HTMLDivElement>(null)
  const prefix = useId()
  const { view, size, dragging, move, zoom, refit } = usePanZoom(frame, layout)
  const [active, setActive] = useState<string | null>(null)
  const near = view.scale >= NAMES_FROM
  const area = seen(view, size)
  const { x, y, width, height } = area
  // biome-ignore lint/correctness/useExhaustiveDependencies: the area is a new object for the same tiles
  const shown = useMemo(
    () =>
      layout.placed.filter(box => near && touches(area, box.x, box.y, box.x + box.width, box.y + box.height)),
    [layout, near, x, y, width, height],
  )
  const ids = useMemo(
    () => new Map(layout.placed.map(({ node }, at) => [node.id, `${prefix}${at}`])),
    [layout, prefix],
  )
  const isThere = (id: string | null): id is string => id !== null && layout.byId.has(id)

  const show = (id: string) => {
    const box = layout.byId.get(id)
    if (box) move(before => reveal(before, box, size))
  }
  const chosen = useRef<string | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a newly chosen node is brought into view
  useEffect(() => {
    if (selected !== null && selected !== chosen.current && size.width > 0) show(selected)
    chosen.current = selected
  }, [selected, size.width > 0])

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const direction = keys[event.key]
    if (direction) {
      const next = step(layout, active ?? selected, direction)
      setActive(next)
      if (next !== null) show(next)
    } else if (event.key === 'Enter' || event.key === ' ') {
      if (!isThere(active)) return
      if (active === selected && layout.byId.get(active)?.node.fold) onFold(active)
      else onSelect(active)
    } else if (event.key === 'Escape' && selected !== null) onSelect(null)
    else if (event.key === '+' || event.key === '=') zoom(ZOOM_STEP)
    else if (event.key === '-') zoom(1 / ZOOM_STEP)
    else if (event.key === '0') move(() => fitWhole(layout, size))
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const nodeAt = (target: EventTarget): string | null =>
    target instanceof Element ? (target.closest('[data-node]')?.getAttribute('data-node') ?? null) : null

  return (
    <div ref={frame} className={classes.frame}>
      <div
        className={classes.picture}
        data-dragging={dragging || undefined}
        data-lit={ways ? '' : undefined}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the picture is one stop, its boxes are reached by arrows
        tabIndex={0}
        role="application"
        aria-label={t('topology.pictureLabel')}
        aria-description={t('topology.pictureHelp')}
        aria-activedescendant={
          isThere(active) && shown.some(({ node }) => node.id === active) ? ids.get(active) : undefined
        }
        onKeyDown={onKeyDown}
        onBlur={() => setActive(null)}
        onClick={event => {
          const id = nodeAt(event.target)
          setActive(null)
          onSelect(id)
        }}
        onDoubleClick={event => {
          const id = nodeAt(event.target)
          if (id !== null && layout.byId.get(id)?.node.fold) onFold(id)
        }}
      >
        <svg className={classes.canvas} role="presentation">
          <g transform={`translate(${view.x} ${view.y}) scale(${view.scale})`}>
            <Lines layout={layout} area={area} ways={ways} selected={selected} />
            {near ? (
              shown.map(box => (
                <NodeBox
                  key={box.node.id}
                  id={ids.get(box.node.id) ?? ''}
                  box={box}
                  selected={box.node.id === selected}
                  active={box.node.id === active}
                  lit={ways ? ways.has(box.node.id) : null}
                />
              ))
            ) : (
              <Far layout={layout} ways={ways} scale={view.scale} />
            )}
          </g>
        </svg>
      </div>
      <div className={classes.tools} role="toolbar" aria-label={t('topology.pictureLabel')}>
        <Tip label={t('topology.zoomIn')}>
          <ActionIcon aria-label={t('topology.zoomIn')} onClick={() => zoom(ZOOM_STEP)}>
            <IconPlus size={15} aria-hidden="true" />
          </ActionIcon>
        </Tip>
        <Tip label={t('topology.zoomOut')}>
          <ActionIcon aria-label={t('topology.zoomOut')} onClick={() => zoom(1 / ZOOM_STEP)}>
            <IconMinus size={15} aria-hidden="true" />
          </ActionIcon>
        </Tip>
        <Tip label={t('topology.fit')}>
          <ActionIcon
            aria-label={t('topology.fit')}
            onClick={() => {
              refit()
              move(() => fitWhole(layout, size))
            }}
          >
            <IconMaximize size={15} aria-hidden="true" />
          </ActionIcon>
        </Tip>
      </div>
    </div>
  )
}

/** How thick a line is that many lines run along. */
const thickness = (weight: number): number => (weight >= 20 ? 3 : weight >= 4 ? 2 : 1)

interface LinesProps {
  layout: Layout
  area: Area
  ways: ReadonlySet<string> | null
  selected: string | null
}

/** All lines of one thickness are one path; those on the chosen ways lie above. */
function Lines({ layout, area, ways, selected }: LinesProps) {
  const { x, y, width, height } = area
  // biome-ignore lint/correctness/useExhaustiveDependencies: the area is a new object for the same tiles
  const paths = useMemo(() => {
    const plain = new Map<number, string[]>([1, 2, 3].map(size => [size, []]))
    const lit: string[] = []
    for (const line of layout.lines) {
      if (!touches(area, line.x1, line.y1, line.x2, line.y2)) continue
      const isLit = ways?.has(line.edge.from) && ways.has(line.edge.to)
      // A host's pools stand at the other end of the picture: their lines are drawn when they are asked for.
      if (isLong(line, layout) && line.edge.from !== selected && line.edge.to !== selected) continue
      if (isLit) lit.push(linePath(line))
      else plain.get(thickness(line.edge.weight))?.push(linePath(line))
    }
    return { plain: [...plain].map(([size, list]) => ({ size, d: list.join('') })), lit: lit.join('') }
  }, [layout, ways, selected, x, y, width, height])
  return (
    <>
      {paths.plain.map(({ size, d }) => (
        <path key={size} className={classes.line} strokeWidth={size} d={d} />
      ))}
      <path className={classes.litLine} d={paths.lit} />
    </>
  )
}

function isLong({ edge }: Line, { byId }: Layout): boolean {
  return byId.get(edge.from)?.node.kind === 'host' && byId.get(edge.to)?.node.kind === 'pool'
}

const block = ({ x, y, width, height }: Placed): string => `M${x} ${y}h${width}v${height}h${-width}z`

/** From afar: every box a block in one path, sites and hosts with names as large as can be read. */
function Far({ layout, ways, scale }: { layout: Layout; ways: ReadonlySet<string> | null; scale: number }) {
  const paths = useMemo(() => {
    const lit = layout.placed.filter(({ node }) => ways?.has(node.id))
    const rest = layout.placed.filter(({ node }) => !ways?.has(node.id))
    return { lit: lit.map(block).join(''), rest: rest.map(block).join('') }
  }, [layout, ways])
  const named = layout.placed.filter(({ node }) => node.kind === 'host' || node.kind === 'site')
  return (
    <>
      <path className={classes.far} d={paths.rest} />
      <path className={classes.farLit} d={paths.lit} />
      {named.map(box => (
        <text
          key={box.node.id}
          data-node={box.node.id}
          className={classes.farLabel}
          x={box.x}
          y={box.y + box.height}
          fontSize={12 / scale}
          strokeWidth={3 / scale}
        >
          {visible(box.node.label)}
        </text>
      ))}
    </>
  )
}
