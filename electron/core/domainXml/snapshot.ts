import type { Snapshot } from '../../../shared/models/resources.ts'
import { child, childText, descriptionMax, wholeNumber } from './elements.ts'
import { readXml, refuseElement } from './tree.ts'

/** What a snapshot's XML says of it; whose it is and whether it is current is known from where it was listed. */
export type SnapshotConfig = Omit<Snapshot, 'uuid' | 'current'>

/** Reads a `<domainsnapshot>`. Throws `DomainXmlError` for what is no snapshot with a name. */
export function parseSnapshot(xml: string): SnapshotConfig {
  const snapshot = readXml(xml, 'domainsnapshot')
  const name = childText(snapshot, 'name')
  if (name === null) return refuseElement(xml, snapshot, 'missing', 'name')
  const created = wholeNumber(childText(snapshot, 'creationTime'))
  return {
    name,
    parent: childText(child(snapshot, 'parent'), 'name'),
    state: childText(snapshot, 'state'),
    createdAtMs: created === null ? null : created * 1000,
    description: childText(snapshot, 'description', descriptionMax),
  }
}
