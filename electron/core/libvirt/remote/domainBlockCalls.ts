import { bytes, i32, i64, list, nothing, struct, u32, u64 } from '../../xdr/index.ts'
import { limits } from '../limits.ts'
import { call, unhurried } from '../program.ts'
import { typedParams } from '../typedParam.ts'
import { domain, text, textOrNull } from './shapes.ts'

export const domainDiskError = struct({ disk: text, error: i32 })

/** Domains: disks and block jobs (facts of remote_protocol.x). */
export const domainBlockCalls = {
  domainBlockStats: call(
    64,
    struct({ dom: domain, path: text }),
    struct({ rdReq: i64, rdBytes: i64, wrReq: i64, wrBytes: i64, errs: i64 }),
  ),
  domainBlockPeek: call(
    103,
    struct({ dom: domain, path: text, offset: u64, size: u32, flags: u32 }),
    struct({ buffer: bytes(limits.domainBlockPeekBuffer) }),
  ),
  domainGetBlockInfo: call(
    194,
    struct({ dom: domain, path: text, flags: u32 }),
    struct({ allocation: u64, capacity: u64, physical: u64 }),
  ),
  domainBlockJobAbort: call(237, struct({ dom: domain, path: text, flags: u32 }), nothing),
  domainGetBlockJobInfo: call(
    238,
    struct({ dom: domain, path: text, flags: u32 }),
    struct({ found: i32, type: i32, bandwidth: u64, cur: u64, end: u64 }),
  ),
  domainBlockJobSetSpeed: call(239, struct({ dom: domain, path: text, bandwidth: u64, flags: u32 }), nothing),
  domainBlockPull: call(240, struct({ dom: domain, path: text, bandwidth: u64, flags: u32 }), nothing),
  domainBlockStatsFlags: call(
    243,
    struct({ dom: domain, path: text, nparams: i32, flags: u32 }),
    struct({ params: typedParams(limits.domainBlockStatsParameters), nparams: i32 }),
  ),
  domainBlockResize: unhurried(251, struct({ dom: domain, disk: text, size: u64, flags: u32 }), nothing),
  domainSetBlockIoTune: call(
    252,
    struct({ dom: domain, disk: text, params: typedParams(limits.domainBlockIoTuneParameters), flags: u32 }),
    nothing,
  ),
  domainGetBlockIoTune: call(
    253,
    struct({ dom: domain, disk: textOrNull, nparams: i32, flags: u32 }),
    struct({ params: typedParams(limits.domainBlockIoTuneParameters), nparams: i32 }),
  ),
  domainGetDiskErrors: call(
    263,
    struct({ dom: domain, maxerrors: u32, flags: u32 }),
    struct({ errors: list(domainDiskError, limits.domainDiskErrors), nerrors: i32 }),
  ),
  domainBlockRebase: call(
    266,
    struct({ dom: domain, path: text, base: textOrNull, bandwidth: u64, flags: u32 }),
    nothing,
  ),
  domainBlockCommit: call(
    290,
    struct({ dom: domain, disk: text, base: textOrNull, top: textOrNull, bandwidth: u64, flags: u32 }),
    nothing,
  ),
  domainBlockCopy: call(
    345,
    struct({
      dom: domain,
      path: text,
      destxml: text,
      params: typedParams(limits.domainBlockCopyParameters),
      flags: u32,
    }),
    nothing,
  ),
  domainSetBlockThreshold: call(386, struct({ dom: domain, dev: text, threshold: u64, flags: u32 }), nothing),
}
