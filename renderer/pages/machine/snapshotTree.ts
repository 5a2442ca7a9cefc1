import type { Snapshot } from '../../../shared/models/resources.ts'

/** A snapshot at its depth in the tree. */
export interface SnapshotNode {
  snapshot: Snapshot
  /** From 1. */
  level: number
  /** Its parent is named and not there. */
  orphan: boolean
}

/** Snapshots as a tree, depth first, siblings by age; a circle, which no host should tell of, is cut where it closes. */
export function snapshotTree(snapshots: readonly Snapshot[]): SnapshotNode[] {
  const byName = new Map(snapshots.map(snapshot => [snapshot.name, snapshot]))
  const children = Map.groupBy(snapshots, ({ parent }) =>
    parent !== null && byName.has(parent) ? parent : null,
  )
  const byAge = (a: Snapshot, b: Snapshot) => (a.createdAtMs ?? 0) - (b.createdAtMs ?? 0)
  const nodes: SnapshotNode[] = []
  const seen = new Set<string>()
  const add = (snapshot: Snapshot, level: number) => {
    if (seen.has(snapshot.name)) return
    seen.add(snapshot.name)
    nodes.push({ snapshot, level, orphan: snapshot.parent !== null && !byName.has(snapshot.parent) })
    for (const child of (children.get(snapshot.name) ?? []).toSorted(byAge)) add(child, level + 1)
  }
  for (const root of (children.get(null) ?? []).toSorted(byAge)) add(root, 1)
  for (const snapshot of snapshots) add(snapshot, 1)
  return nodes
}
