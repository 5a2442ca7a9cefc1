import { Button } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { HostId } from '../../../shared/ids.ts'
import { ObjectPanel, PanelFacts } from '../../components/ObjectPanel.tsx'
import badge from '../../components/StateBadge.module.css'
import { StateMark } from '../../components/StateMark.tsx'
import { useFleet } from '../../stores/fleet.ts'
import { t } from '../../words/index.ts'
import classes from './NodePanel.module.css'
import { kindIcons, pageOf, useNodeState } from './nodeLook.tsx'
import type { DrawnNode, Picture } from './picture.ts'
import { visible } from '../../components/visible.ts'

/** Most neighbours that the panel names on each side. */
const NEIGHBOURS_MAX = 40
const order = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

interface NodePanelProps {
  node: DrawnNode
  picture: Picture
  onSelect(id: string | null): void
  onFold(id: string): void
}

/** What the selected box is, where it is, what it hangs on and what hangs on it, with the way to its page. */
export function NodePanel({ node, picture, onSelect, onFold }: NodePanelProps) {
  const state = useNodeState(node)
  const host = useFleet(fleet => fleet.hosts.get(node.hostId as HostId)?.record.name)
  const page = pageOf(node)
  const sides = useMemo(() => neighboursOf(picture, node.id), [picture, node.id])
  const foldLabel =
    node.kind === 'host'
      ? t(node.fold === 'closed' ? 'topology.openHost' : 'topology.closeHost')
      : t(node.fold === 'open' ? 'topology.closeGroup' : 'topology.openGroup')
  return (
    <div className={classes.place}>
      <ObjectPanel
        label={t('topology.details')}
        title={node.label}
        kind={t(`topology.kind.${node.kind}`)}
        icon={kindIcons[node.kind]}
        closeLabel={t('topology.close')}
        onClose={() => onSelect(null)}
      >
        <PanelFacts
          facts={[
            [
              t('topology.state'),
              state && (
                <span className={`${badge.badge} ${badge[state.mark]}`}>
                  <StateMark mark={state.mark} />
                  {state.word}
                </span>
              ),
            ],
            [t('topology.host'), node.kind === 'host' ? null : host],
            [t('topology.detail'), node.detail],
            [t('topology.inside'), node.inside > 0 ? t('topology.machines', { count: node.inside }) : null],
          ]}
        />
        <div className={classes.actions}>
          {page !== null && (
            <Button
              component="a"
              href={page}
              variant="default"
              rightSection={<IconArrowRight size={14} aria-hidden="true" />}
            >
              {t('topology.open')}
            </Button>
          )}
          {node.fold !== null && (
            <Button variant="default" onClick={() => onFold(node.id)}>
              {foldLabel}
            </Button>
          )}
        </div>
        <Neighbours title={t('topology.comesFrom')} nodes={sides.before} onSelect={onSelect} />
        <Neighbours title={t('topology.leadsTo')} nodes={sides.next} onSelect={onSelect} />
      </ObjectPanel>
    </div>
  )
}

function neighboursOf({ nodes, edges }: Picture, id: string): { before: DrawnNode[]; next: DrawnNode[] } {
  const byId = new Map(nodes.map(node => [node.id, node]))
  const pick = (ids: string[]) =>
    ids.flatMap(each => byId.get(each) ?? []).toSorted((a, b) => order.compare(a.label, b.label))
  return {
    before: pick(edges.flatMap(({ from, to }) => (to === id ? [from] : []))),
    next: pick(edges.flatMap(({ from, to }) => (from === id ? [to] : []))),
  }
}

interface NeighboursProps {
  title: string
  nodes: readonly DrawnNode[]
  onSelect(id: string): void
}

function Neighbours({ title, nodes, onSelect }: NeighboursProps) {
  if (nodes.length === 0) return null
  return (
    <>
      <h3 className={classes.side}>{title}</h3>
      <ul className={classes.list}>
        {nodes.slice(0, NEIGHBOURS_MAX).map(node => {
          const Icon = kindIcons[node.kind]
          return (
            <li key={node.id}>
              <button type="button" className={classes.neighbour} onClick={() => onSelect(node.id)}>
                <Icon size={13} stroke={1.6} aria-hidden="true" />
                <span className={classes.kind}>{t(`topology.kind.${node.kind}`)}</span>
                <bdi>{visible(node.label)}</bdi>
              </button>
            </li>
          )
        })}
        {nodes.length > NEIGHBOURS_MAX && (
          <li className={classes.kind}>{t('topology.more', { count: nodes.length - NEIGHBOURS_MAX })}</li>
        )}
      </ul>
    </>
  )
}
