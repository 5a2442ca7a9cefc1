import { i32, list, nothing, struct, u32 } from '../../xdr/index.ts'
import { limits } from '../limits.ts'
import { call, unhurried } from '../program.ts'
import {
  domain,
  domainCheckpoint,
  onCheckpointFlags,
  onDomainFlags,
  text,
  textOrNull,
  xml,
} from './shapes.ts'

/** Domain checkpoints and backups (facts of remote_protocol.x). */
export const checkpointCalls = {
  domainCheckpointCreateXml: call(
    411,
    struct({ dom: domain, xmlDesc: text, flags: u32 }),
    struct({ checkpoint: domainCheckpoint }),
  ),
  domainCheckpointGetXmlDesc: call(412, onCheckpointFlags, xml),
  domainListAllCheckpoints: call(
    413,
    struct({ dom: domain, needResults: i32, flags: u32 }),
    struct({ checkpoints: list(domainCheckpoint, limits.domainCheckpointList), ret: i32 }),
  ),
  domainCheckpointListAllChildren: call(
    414,
    struct({ checkpoint: domainCheckpoint, needResults: i32, flags: u32 }),
    struct({ checkpoints: list(domainCheckpoint, limits.domainCheckpointList), ret: i32 }),
  ),
  domainCheckpointLookupByName: call(
    415,
    struct({ dom: domain, name: text, flags: u32 }),
    struct({ checkpoint: domainCheckpoint }),
  ),
  domainCheckpointGetParent: call(416, onCheckpointFlags, struct({ parent: domainCheckpoint })),
  domainCheckpointDelete: unhurried(417, onCheckpointFlags, nothing),
  domainBackupBegin: unhurried(
    421,
    struct({ dom: domain, backupXml: text, checkpointXml: textOrNull, flags: u32 }),
    nothing,
  ),
  domainBackupGetXmlDesc: call(422, onDomainFlags, xml),
}
