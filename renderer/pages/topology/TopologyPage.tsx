import { Button } from '@mantine/core'
import { IconFilterOff, IconSitemap } from '@tabler/icons-react'
import { useCallback, useMemo, useState } from 'react'
import type { Graph } from '../../../shared/contract/index.ts'
import { type NodeKind, nodeKinds } from '../../../shared/contract/topology.ts'
import layout from '../../components/layout.module.css'
import { isLive } from '../../components/hostState.ts'
import { PlaceHead } from '../../components/list/PlaceHead.tsx'
import { AddHostButton } from '../../actions/AddHostButton.tsx'
import { Banner, EmptyState, ErrorState } from '../../components/Messages.tsx'
import { NeedsRight } from '../../components/NeedsRight.tsx'
import { StaleBanner } from '../../components/StaleBanner.tsx'
import { go, useAddress } from '../../stores/address.ts'
import { useFleet } from '../../stores/fleet.ts'
import { useMay } from '../../stores/session.ts'
import { lastSeen } from '../../stores/rowTables.ts'
import { useMatch } from '../../stores/match.ts'
import { t } from '../../words/index.ts'
import { useMatchFeed } from '../machines/useMatchFeed.ts'
import { layoutOf, waysThrough } from './layout.ts'
import { NodePanel } from './NodePanel.tsx'
import { PictureView } from './PictureView.tsx'
import { pictureOf } from './picture.ts'
import { TopologyBar } from './TopologyBar.tsx'
import classes from './TopologyPage.module.css'
import { TreeView } from './TreeView.tsx'
import { useGraph } from './useGraph.ts'

/** The fleet as a picture: what hangs on what, from the site to the machine and from the pool to the machine. */
export function TopologyPage() {
  const { graph, feed } = useGraph()
  const query = useAddress(address => address.query)
  useMatchFeed(query)
  const machines = useMatch(state => (query.trim() === '' ? null : state.keys))
  const form = useAddress(address => (address.tab === 'tree' ? 'tree' : 'picture'))
  const [folds, setFolds] = useState<ReadonlyMap<string, boolean>>(new Map())
  const hiddenText = useAddress(address => address.params.hide ?? '')
  const hidden = useMemo(
    () => new Set(nodeKinds.filter(kind => hiddenText.split('.').includes(kind))),
    [hiddenText],
  )
  const matching = useMemo(() => countMachines(graph, machines), [graph, machines])
  const onFoldAll = (open: boolean) => {
    const boxes = new Map<string, boolean>()
    for (const { id, kind, hostId } of graph?.nodes ?? []) {
      if (kind === 'host') boxes.set(id, !open)
      if (hostId !== null && kind !== 'host') boxes.set(`group/${hostId}/`, !open)
      if (kind === 'network' || kind === 'bridge' || kind === 'device')
        boxes.set(`group/${hostId}/${id}`, !open)
    }
    setFolds(boxes)
  }
  return (
    <div className={layout.page}>
      <Head graph={graph} />
      <TopologyBar
        result={graph && machines ? t('topology.matching', { count: matching, total: graph.machines }) : ''}
        hidden={hidden}
        onHidden={next =>
          go({ params: { ...useAddress.getState().params, hide: [...next].join('.') } }, 'replace')
        }
        form={form}
        onFoldAll={onFoldAll}
      />
      {graph === null ? (
        feed.error ? (
          <ErrorState error={feed.error} />
        ) : (
          <Skeleton />
        )
      ) : (
        <>
          <Stale graph={graph} />
          {graph.leftOut > 0 && (
            <Banner tone="warn">{t('topology.leftOut', { count: graph.leftOut })}</Banner>
          )}
          {graph.nodes.length === 0 ? (
            <Nothing />
          ) : machines !== null && matching === 0 ? (
            <NoMatch />
          ) : (
            <Body
              graph={graph}
              machines={machines}
              hidden={hidden}
              form={form}
              folds={folds}
              onFolds={setFolds}
            />
          )}
        </>
      )}
    </div>
  )
}

interface BodyProps {
  graph: Graph
  machines: ReadonlySet<string> | null
  hidden: ReadonlySet<NodeKind>
  form: 'picture' | 'tree'
  folds: ReadonlyMap<string, boolean>
  onFolds(folds: ReadonlyMap<string, boolean>): void
}

function Body({ graph, machines, hidden, form, folds, onFolds }: BodyProps) {
  const wanted = useAddress(address => address.params.node ?? null)
  // The tree draws nothing of it; only the panel of what is selected there does.
  const isTree = form === 'tree'
  const isNeeded = !isTree || wanted !== null
  const picture = useMemo(
    () =>
      isNeeded
        ? pictureOf(graph, {
            machines,
            hidden,
            folds,
            groupLabel: count => t('topology.machines', { count }),
          })
        : null,
    [isNeeded, graph, machines, hidden, folds],
  )
  const placed = useMemo(() => (picture === null || isTree ? null : layoutOf(picture)), [picture, isTree])
  // What is inside a closed group is selected as that group; a group that is open now is selected no more.
  const selected = wanted === null ? null : (picture?.standsFor(wanted) ?? null)
  const node = useMemo(() => picture?.nodes.find(({ id }) => id === selected), [picture, selected])
  const ways = useMemo(
    () => (picture === null || node === undefined ? null : waysThrough(picture, node.id)),
    [picture, node],
  )
  const onSelect = useCallback((id: string | null) => {
    const { node: _before, ...rest } = useAddress.getState().params
    go({ params: id === null ? rest : { ...rest, node: id } }, 'replace')
  }, [])
  const onFold = (id: string) => {
    const at = picture?.nodes.find(each => each.id === id)
    if (at?.fold) onFolds(new Map(folds).set(at.folds, at.fold === 'open'))
  }
  return (
    <div className={classes.body}>
      {placed === null ? (
        <TreeView graph={graph} machines={machines} selected={wanted} onSelect={onSelect} />
      ) : (
        <PictureView
          layout={placed}
          selected={node?.id ?? null}
          ways={ways}
          onSelect={onSelect}
          onFold={onFold}
        />
      )}
      {picture && node && <NodePanel node={node} picture={picture} onSelect={onSelect} onFold={onFold} />}
    </div>
  )
}

function countMachines(graph: Graph | null, machines: ReadonlySet<string> | null): number {
  if (!graph || !machines) return graph?.machines ?? 0
  return graph.nodes.filter(({ kind, ref }) => kind === 'machine' && ref !== null && machines.has(ref)).length
}

function Head({ graph }: { graph: Graph | null }) {
  const hosts = graph?.nodes.filter(({ kind }) => kind === 'host').length ?? 0
  const facts = graph
    ? [t('topology.hosts', { count: hosts }), t('topology.machines', { count: graph.machines })]
    : []
  return <PlaceHead title={t('topology.label')} facts={facts} />
}

/** Says how many hosts of this part of the fleet are drawn from memory. */
function Stale({ graph }: { graph: Graph }) {
  const drawn = useMemo(
    () => new Set(graph.nodes.flatMap(({ kind, ref }) => (kind === 'host' && ref !== null ? [ref] : []))),
    [graph],
  )
  const hosts = useFleet(fleet => fleet.hosts)
  const isLost = useFleet(fleet => fleet.lost)
  const stale = useMemo(() => {
    const fresh = [...hosts]
      .filter(([id]) => drawn.has(id))
      .map(([id, host]) => [id, { asOfMs: host.dataAsOfMs, stale: !isLive(host.state) }] as const)
    return lastSeen({ freshness: new Map(fresh), isLost })
  }, [hosts, drawn, isLost])
  return (
    <StaleBanner {...stale} aged={t('topology.aged', { count: stale.count })}>
      {t('topology.stale', { count: stale.count })}
    </StaleBanner>
  )
}

function Nothing() {
  const scope = useAddress(address => address.scope)
  const maySee = useMay('host.read')
  if (!maySee) return <NeedsRight right="host.read" />
  return (
    <EmptyState
      icon={IconSitemap}
      title={t(scope.kind === 'fleet' ? 'topology.empty' : 'topology.emptyHere')}
      action={<AddHostButton>{t('topology.addHost')}</AddHostButton>}
    >
      <p>{t('topology.emptyText')}</p>
    </EmptyState>
  )
}

function NoMatch() {
  return (
    <EmptyState
      icon={IconFilterOff}
      title={t('topology.noMatch')}
      action={
        <Button variant="default" onClick={() => go({ query: '' }, 'replace')}>
          {t('topology.clearFilter')}
        </Button>
      }
    />
  )
}

/** Columns of boxes, as the picture will have. */
function Skeleton() {
  return (
    <div className={classes.skeleton} role="status" aria-label={t('topology.loading')}>
      {[1, 2, 4, 7, 7, 6, 3].map((boxes, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the bones have no identity
        <div key={column}>
          {Array.from({ length: boxes }, (_, box) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the bones have no identity
            <span key={box} />
          ))}
        </div>
      ))}
    </div>
  )
}
