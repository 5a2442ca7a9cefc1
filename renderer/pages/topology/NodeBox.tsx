import { visible } from '../../components/visible.ts'
import { memo } from 'react'
import badge from '../../components/StateBadge.module.css'
import { StateMark } from '../../components/StateMark.tsx'
import { formatCount } from '../../words/format.ts'
import type { Placed } from './layout.ts'
import { kindIcons, nodeName, useNodeState } from './nodeLook.tsx'
import classes from './Picture.module.css'

interface NodeBoxProps {
  box: Placed
  id: string
  selected: boolean
  active: boolean
  /** On a way through the selected node; null while nothing is selected. */
  lit: boolean | null
}

/** One box of the picture: its kind's sign, its name, and its state as shape and colour. */
export const NodeBox = memo(function NodeBox({ box, id, selected, active, lit }: NodeBoxProps) {
  const { node, x, y, width, height } = box
  const state = useNodeState(node)
  const Icon = kindIcons[node.kind]
  const says = visible([nodeName(node), node.detail, state?.word].filter(Boolean).join(', '))
  return (
    // biome-ignore lint/a11y/useSemanticElements: a shape of the picture; the picture takes keys and clicks
    <g
      id={id}
      data-node={node.id}
      role="button"
      aria-label={says}
      aria-pressed={selected}
      aria-expanded={node.fold === null ? undefined : node.fold === 'open'}
      transform={`translate(${x} ${y})`}
      className={classes.node}
      data-kind={node.kind}
      data-selected={selected || undefined}
      data-active={active || undefined}
      data-dim={lit === false || undefined}
    >
      {node.fold === 'closed' && (
        <rect className={classes.behind} x={3} y={3} width={width} height={height} rx={4} />
      )}
      <rect className={classes.box} width={width} height={height} rx={4} />
      <foreignObject width={width} height={height}>
        <div className={classes.inner} title={[visible(node.label), node.detail].filter(Boolean).join(' · ')}>
          <Icon size={13} stroke={1.6} aria-hidden="true" />
          <bdi className={classes.label}>{visible(node.label)}</bdi>
          {node.inside > 0 && node.kind === 'host' ? (
            <span className={classes.count}>{formatCount(node.inside)}</span>
          ) : (
            <bdi className={classes.detail}>{node.kind === 'machine' ? '' : visible(node.detail ?? '')}</bdi>
          )}
          {state && (
            <span className={`${badge.badge} ${badge[state.mark]}`}>
              <StateMark mark={state.mark} size={10} />
            </span>
          )}
        </div>
      </foreignObject>
    </g>
  )
})
