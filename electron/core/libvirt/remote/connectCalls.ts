import { i32, list, nothing, struct, u32, u64 } from '../../xdr/index.ts'
import { limits } from '../limits.ts'
import { call } from '../program.ts'
import { typedParams } from '../typedParam.ts'
import { domain, listArgs, num, onlyFlags, text, textOrNull, xmlFlags } from './shapes.ts'

export const domainStatsRecord = struct({ dom: domain, params: typedParams(limits.connectGetAllDomainStats) })

/** The connection, the hypervisor and lists of domains (facts of remote_protocol.x). */
export const connectCalls = {
  connectOpen: call(1, struct({ name: textOrNull, flags: u32 }), nothing),
  connectClose: call(2, nothing, nothing),
  connectGetType: call(3, nothing, struct({ type: text })),
  connectGetVersion: call(4, nothing, struct({ hvVer: u64 })),
  connectGetMaxVcpus: call(5, struct({ type: textOrNull }), struct({ maxVcpus: i32 })),
  connectGetCapabilities: call(7, nothing, struct({ capabilities: text })),
  connectListDefinedDomains: call(
    21,
    struct({ maxnames: i32 }),
    struct({ names: list(text, limits.domainList) }),
  ),
  connectNumOfDefinedDomains: call(25, nothing, num),
  connectListDomains: call(37, struct({ maxids: i32 }), struct({ ids: list(i32, limits.domainList) })),
  connectNumOfDomains: call(51, nothing, num),
  connectGetHostname: call(59, nothing, struct({ hostname: text })),
  connectSupportsFeature: call(60, struct({ feature: i32 }), struct({ supported: i32 })),
  connectGetUri: call(110, nothing, struct({ uri: text })),
  connectDomainXmlFromNative: call(
    135,
    struct({ nativeFormat: text, nativeConfig: text, flags: u32 }),
    struct({ domainXml: text }),
  ),
  connectDomainXmlToNative: call(
    136,
    struct({ nativeFormat: text, domainXml: text, flags: u32 }),
    struct({ nativeConfig: text }),
  ),
  connectIsSecure: call(149, nothing, struct({ secure: i32 })),
  connectGetLibVersion: call(157, nothing, struct({ libVer: u64 })),
  connectCompareCpu: call(158, xmlFlags, struct({ result: i32 })),
  connectBaselineCpu: call(
    162,
    struct({ xmlCPUs: list(text, limits.cpuBaseline), flags: u32 }),
    struct({ cpu: text }),
  ),
  connectGetSysinfo: call(203, onlyFlags, struct({ sysinfo: text })),
  connectListAllDomains: call(273, listArgs, struct({ domains: list(domain, limits.domainList), ret: u32 })),
  connectGetCpuModelNames: call(
    312,
    struct({ arch: text, needResults: i32, flags: u32 }),
    struct({ models: list(text, limits.connectCpuModels), ret: i32 }),
  ),
  connectGetDomainCapabilities: call(
    342,
    struct({
      emulatorbin: textOrNull,
      arch: textOrNull,
      machine: textOrNull,
      virttype: textOrNull,
      flags: u32,
    }),
    struct({ capabilities: text }),
  ),
  connectGetAllDomainStats: call(
    344,
    struct({ doms: list(domain, limits.domainList), stats: u32, flags: u32 }),
    struct({ retStats: list(domainStatsRecord, limits.domainList) }),
  ),
  connectRegisterCloseCallback: call(360, nothing, nothing),
  connectUnregisterCloseCallback: call(361, nothing, nothing),
  connectCompareHypervisorCpu: call(
    393,
    struct({
      emulator: textOrNull,
      arch: textOrNull,
      machine: textOrNull,
      virttype: textOrNull,
      xmlCPU: text,
      flags: u32,
    }),
    struct({ result: i32 }),
  ),
  connectBaselineHypervisorCpu: call(
    394,
    struct({
      emulator: textOrNull,
      arch: textOrNull,
      machine: textOrNull,
      virttype: textOrNull,
      xmlCPUs: list(text, limits.cpuBaseline),
      flags: u32,
    }),
    struct({ cpu: text }),
  ),
  connectSetIdentity: call(
    419,
    struct({ params: typedParams(limits.connectIdentityParams), flags: u32 }),
    nothing,
  ),
}
