import { bytes, i32, nothing, struct, u32, u64 } from '../../xdr/index.ts'
import { limits } from '../limits.ts'
import { call, streamCall, unhurried } from '../program.ts'
import { typedParams } from '../typedParam.ts'
import { domain, onDomainFlags, text, textOrNull } from './shapes.ts'

/** Migration, all protocol versions (facts of remote_protocol.x). */
export const migrationCalls = {
  domainMigratePrepare: unhurried(
    61,
    struct({ uriIn: textOrNull, flags: u64, dname: textOrNull, resource: u64 }),
    struct({ cookie: bytes(limits.migrateCookie), uriOut: textOrNull }),
  ),
  domainMigratePerform: unhurried(
    62,
    struct({
      dom: domain,
      cookie: bytes(limits.migrateCookie),
      uri: text,
      flags: u64,
      dname: textOrNull,
      resource: u64,
    }),
    nothing,
  ),
  domainMigrateFinish: unhurried(
    63,
    struct({ dname: text, cookie: bytes(limits.migrateCookie), uri: text, flags: u64 }),
    struct({ ddom: domain }),
  ),
  domainMigratePrepare2: unhurried(
    108,
    struct({ uriIn: textOrNull, flags: u64, dname: textOrNull, resource: u64, domXml: text }),
    struct({ cookie: bytes(limits.migrateCookie), uriOut: textOrNull }),
  ),
  domainMigrateFinish2: unhurried(
    109,
    struct({ dname: text, cookie: bytes(limits.migrateCookie), uri: text, flags: u64, retcode: i32 }),
    struct({ ddom: domain }),
  ),
  domainMigratePrepareTunnel: streamCall(
    148,
    struct({ flags: u64, dname: textOrNull, resource: u64, domXml: text }),
    nothing,
    'write',
  ),
  domainMigrateSetMaxDowntime: call(166, struct({ dom: domain, downtime: u64, flags: u32 }), nothing),
  domainMigrateSetMaxSpeed: call(207, struct({ dom: domain, bandwidth: u64, flags: u32 }), nothing),
  domainMigrateBegin3: unhurried(
    213,
    struct({ dom: domain, xmlin: textOrNull, flags: u64, dname: textOrNull, resource: u64 }),
    struct({ cookieOut: bytes(limits.migrateCookie), xml: text }),
  ),
  domainMigratePrepare3: unhurried(
    214,
    struct({
      cookieIn: bytes(limits.migrateCookie),
      uriIn: textOrNull,
      flags: u64,
      dname: textOrNull,
      resource: u64,
      domXml: text,
    }),
    struct({ cookieOut: bytes(limits.migrateCookie), uriOut: textOrNull }),
  ),
  domainMigratePrepareTunnel3: streamCall(
    215,
    struct({
      cookieIn: bytes(limits.migrateCookie),
      flags: u64,
      dname: textOrNull,
      resource: u64,
      domXml: text,
    }),
    struct({ cookieOut: bytes(limits.migrateCookie) }),
    'write',
  ),
  domainMigratePerform3: unhurried(
    216,
    struct({
      dom: domain,
      xmlin: textOrNull,
      cookieIn: bytes(limits.migrateCookie),
      dconnuri: textOrNull,
      uri: textOrNull,
      flags: u64,
      dname: textOrNull,
      resource: u64,
    }),
    struct({ cookieOut: bytes(limits.migrateCookie) }),
  ),
  domainMigrateFinish3: unhurried(
    217,
    struct({
      dname: text,
      cookieIn: bytes(limits.migrateCookie),
      dconnuri: textOrNull,
      uri: textOrNull,
      flags: u64,
      cancelled: i32,
    }),
    struct({ dom: domain, cookieOut: bytes(limits.migrateCookie) }),
  ),
  domainMigrateConfirm3: unhurried(
    218,
    struct({ dom: domain, cookieIn: bytes(limits.migrateCookie), flags: u64, cancelled: i32 }),
    nothing,
  ),
  domainMigrateGetMaxSpeed: call(242, onDomainFlags, struct({ bandwidth: u64 })),
  domainMigrateGetCompressionCache: call(299, onDomainFlags, struct({ cacheSize: u64 })),
  domainMigrateSetCompressionCache: call(300, struct({ dom: domain, cacheSize: u64, flags: u32 }), nothing),
  domainMigrateBegin3Params: unhurried(
    302,
    struct({ dom: domain, params: typedParams(limits.domainMigrateParamList), flags: u32 }),
    struct({ cookieOut: bytes(limits.migrateCookie), xml: text }),
  ),
  domainMigratePrepare3Params: unhurried(
    303,
    struct({
      params: typedParams(limits.domainMigrateParamList),
      cookieIn: bytes(limits.migrateCookie),
      flags: u32,
    }),
    struct({ cookieOut: bytes(limits.migrateCookie), uriOut: textOrNull }),
  ),
  domainMigratePrepareTunnel3Params: call(
    304,
    struct({
      params: typedParams(limits.domainMigrateParamList),
      cookieIn: bytes(limits.migrateCookie),
      flags: u32,
    }),
    struct({ cookieOut: bytes(limits.migrateCookie) }),
  ),
  domainMigratePerform3Params: unhurried(
    305,
    struct({
      dom: domain,
      dconnuri: textOrNull,
      params: typedParams(limits.domainMigrateParamList),
      cookieIn: bytes(limits.migrateCookie),
      flags: u32,
    }),
    struct({ cookieOut: bytes(limits.migrateCookie) }),
  ),
  domainMigrateFinish3Params: unhurried(
    306,
    struct({
      params: typedParams(limits.domainMigrateParamList),
      cookieIn: bytes(limits.migrateCookie),
      flags: u32,
      cancelled: i32,
    }),
    struct({ dom: domain, cookieOut: bytes(limits.migrateCookie) }),
  ),
  domainMigrateConfirm3Params: unhurried(
    307,
    struct({
      dom: domain,
      params: typedParams(limits.domainMigrateParamList),
      cookieIn: bytes(limits.migrateCookie),
      flags: u32,
      cancelled: i32,
    }),
    nothing,
  ),
  domainMigrateStartPostCopy: call(364, onDomainFlags, nothing),
  domainMigrateGetMaxDowntime: call(387, onDomainFlags, struct({ downtime: u64 })),
}
