import { i32, list, nothing, struct, u32 } from '../../xdr/index.ts'
import { limits } from '../limits.ts'
import { call, unhurried } from '../program.ts'
import { domain, domainSnapshot, num, onDomainFlags, onSnapshotFlags, text, xml } from './shapes.ts'

/** Domain snapshots (facts of remote_protocol.x). */
export const snapshotCalls = {
  domainSnapshotCreateXml: unhurried(
    185,
    struct({ dom: domain, xmlDesc: text, flags: u32 }),
    struct({ snap: domainSnapshot }),
  ),
  domainSnapshotGetXmlDesc: call(186, onSnapshotFlags, xml),
  domainSnapshotNum: call(187, onDomainFlags, num),
  domainSnapshotListNames: call(
    188,
    struct({ dom: domain, maxnames: i32, flags: u32 }),
    struct({ names: list(text, limits.domainSnapshotList) }),
  ),
  domainSnapshotLookupByName: call(
    189,
    struct({ dom: domain, name: text, flags: u32 }),
    struct({ snap: domainSnapshot }),
  ),
  domainHasCurrentSnapshot: call(190, onDomainFlags, struct({ result: i32 })),
  domainSnapshotCurrent: call(191, onDomainFlags, struct({ snap: domainSnapshot })),
  domainRevertToSnapshot: unhurried(192, onSnapshotFlags, nothing),
  domainSnapshotDelete: unhurried(193, onSnapshotFlags, nothing),
  domainSnapshotGetParent: call(244, onSnapshotFlags, struct({ snap: domainSnapshot })),
  domainSnapshotNumChildren: call(246, onSnapshotFlags, num),
  domainSnapshotListChildrenNames: call(
    247,
    struct({ snap: domainSnapshot, maxnames: i32, flags: u32 }),
    struct({ names: list(text, limits.domainSnapshotList) }),
  ),
  domainSnapshotIsCurrent: call(271, onSnapshotFlags, struct({ current: i32 })),
  domainSnapshotHasMetadata: call(272, onSnapshotFlags, struct({ metadata: i32 })),
  domainListAllSnapshots: call(
    274,
    struct({ dom: domain, needResults: i32, flags: u32 }),
    struct({ snapshots: list(domainSnapshot, limits.domainSnapshotList), ret: i32 }),
  ),
  domainSnapshotListAllChildren: call(
    275,
    struct({ snapshot: domainSnapshot, needResults: i32, flags: u32 }),
    struct({ snapshots: list(domainSnapshot, limits.domainSnapshotList), ret: i32 }),
  ),
}
