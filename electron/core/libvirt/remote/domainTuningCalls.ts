import { bytes, i32, i64, list, nothing, struct, u32, u64 } from '../../xdr/index.ts'
import { chars } from '../chars.ts'
import { limits } from '../limits.ts'
import { call, unhurried } from '../program.ts'
import { typedParams } from '../typedParam.ts'
import { domain, num, onDomain, onDomainFlags, text, textOrNull } from './shapes.ts'

export const vcpuInfo = struct({ number: u32, state: i32, cpuTime: u64, cpu: i32 })

export const domainMemoryStat = struct({ tag: i32, val: u64 })

export const domainGetSecurityLabelRet = struct({ label: chars(limits.securityLabel), enforcing: i32 })

export const domainFsinfo = struct({
  mountpoint: text,
  name: text,
  fstype: text,
  devAliases: list(text, limits.domainFsinfoDisks),
})

export const domainIothreadInfo = struct({ iothreadId: u32, cpumap: bytes(limits.cpumap) })

export const domainIpAddr = struct({ type: i32, addr: text, prefix: u32 })

export const domainInterface = struct({
  name: text,
  hwaddr: textOrNull,
  addrs: list(domainIpAddr, limits.domainIpAddr),
})

/** Domains: statistics, tuning and the guest inside (facts of remote_protocol.x). */
export const domainTuningCalls = {
  domainGetInfo: call(
    16,
    onDomain,
    struct({ state: u32, maxMem: u64, memory: u64, nrVirtCpu: u32, cpuTime: u64 }),
  ),
  domainGetMaxMemory: call(17, onDomain, struct({ memory: u64 })),
  domainGetMaxVcpus: call(18, onDomain, num),
  domainGetVcpus: call(
    20,
    struct({ dom: domain, maxinfo: i32, maplen: i32 }),
    struct({ info: list(vcpuInfo, limits.vcpuinfo), cpumaps: bytes(limits.cpumaps) }),
  ),
  domainPinVcpu: call(26, struct({ dom: domain, vcpu: u32, cpumap: bytes(limits.cpumap) }), nothing),
  domainSetMaxMemory: call(30, struct({ dom: domain, memory: u64 }), nothing),
  domainSetMemory: call(31, struct({ dom: domain, memory: u64 }), nothing),
  domainSetVcpus: call(32, struct({ dom: domain, nvcpus: u32 }), nothing),
  domainGetSchedulerParameters: call(
    57,
    struct({ dom: domain, nparams: i32 }),
    struct({ params: typedParams(limits.domainSchedulerParameters) }),
  ),
  domainSetSchedulerParameters: call(
    58,
    struct({ dom: domain, params: typedParams(limits.domainSchedulerParameters) }),
    nothing,
  ),
  domainInterfaceStats: call(
    65,
    struct({ dom: domain, device: text }),
    struct({
      rxBytes: i64,
      rxPackets: i64,
      rxErrs: i64,
      rxDrop: i64,
      txBytes: i64,
      txPackets: i64,
      txErrs: i64,
      txDrop: i64,
    }),
  ),
  domainMemoryPeek: call(
    104,
    struct({ dom: domain, offset: u64, size: u32, flags: u32 }),
    struct({ buffer: bytes(limits.domainMemoryPeekBuffer) }),
  ),
  domainGetSecurityLabel: call(121, onDomain, struct({ label: chars(limits.securityLabel), enforcing: i32 })),
  domainMemoryStats: call(
    159,
    struct({ dom: domain, maxStats: u32, flags: u32 }),
    struct({ stats: list(domainMemoryStat, limits.domainMemoryStats) }),
  ),
  domainGetJobInfo: call(
    163,
    onDomain,
    struct({
      type: i32,
      timeElapsed: u64,
      timeRemaining: u64,
      dataTotal: u64,
      dataProcessed: u64,
      dataRemaining: u64,
      memTotal: u64,
      memProcessed: u64,
      memRemaining: u64,
      fileTotal: u64,
      fileProcessed: u64,
      fileRemaining: u64,
    }),
  ),
  domainSetMemoryParameters: call(
    197,
    struct({ dom: domain, params: typedParams(limits.domainMemoryParameters), flags: u32 }),
    nothing,
  ),
  domainGetMemoryParameters: call(
    198,
    struct({ dom: domain, nparams: i32, flags: u32 }),
    struct({ params: typedParams(limits.domainMemoryParameters), nparams: i32 }),
  ),
  domainSetVcpusFlags: call(199, struct({ dom: domain, nvcpus: u32, flags: u32 }), nothing),
  domainGetVcpusFlags: call(200, onDomainFlags, num),
  domainSetMemoryFlags: call(204, struct({ dom: domain, memory: u64, flags: u32 }), nothing),
  domainSetBlkioParameters: call(
    205,
    struct({ dom: domain, params: typedParams(limits.domainBlkioParameters), flags: u32 }),
    nothing,
  ),
  domainGetBlkioParameters: call(
    206,
    struct({ dom: domain, nparams: i32, flags: u32 }),
    struct({ params: typedParams(limits.domainBlkioParameters), nparams: i32 }),
  ),
  domainSetSchedulerParametersFlags: call(
    219,
    struct({ dom: domain, params: typedParams(limits.domainSchedulerParameters), flags: u32 }),
    nothing,
  ),
  domainGetSchedulerParametersFlags: call(
    223,
    struct({ dom: domain, nparams: i32, flags: u32 }),
    struct({ params: typedParams(limits.domainSchedulerParameters) }),
  ),
  domainPinVcpuFlags: call(
    225,
    struct({ dom: domain, vcpu: u32, cpumap: bytes(limits.cpumap), flags: u32 }),
    nothing,
  ),
  domainGetControlInfo: call(229, onDomainFlags, struct({ state: u32, details: u32, stateTime: u64 })),
  domainGetVcpuPinInfo: call(
    230,
    struct({ dom: domain, ncpumaps: i32, maplen: i32, flags: u32 }),
    struct({ cpumaps: bytes(limits.cpumaps), num: i32 }),
  ),
  domainSetNumaParameters: call(
    254,
    struct({ dom: domain, params: typedParams(limits.domainNumaParameters), flags: u32 }),
    nothing,
  ),
  domainGetNumaParameters: call(
    255,
    struct({ dom: domain, nparams: i32, flags: u32 }),
    struct({ params: typedParams(limits.domainNumaParameters), nparams: i32 }),
  ),
  domainSetInterfaceParameters: call(
    256,
    struct({ dom: domain, device: text, params: typedParams(limits.domainInterfaceParameters), flags: u32 }),
    nothing,
  ),
  domainGetInterfaceParameters: call(
    257,
    struct({ dom: domain, device: text, nparams: i32, flags: u32 }),
    struct({ params: typedParams(limits.domainInterfaceParameters), nparams: i32 }),
  ),
  domainGetCpuStats: call(
    262,
    struct({ dom: domain, nparams: u32, startCpu: i32, ncpus: u32, flags: u32 }),
    struct({ params: typedParams(limits.domainGetCpuStats), nparams: i32 }),
  ),
  domainGetHostname: call(277, onDomainFlags, struct({ hostname: text })),
  domainGetSecurityLabelList: call(
    278,
    onDomain,
    struct({ labels: list(domainGetSecurityLabelRet, limits.securityLabelList), ret: i32 }),
  ),
  domainPinEmulator: call(279, struct({ dom: domain, cpumap: bytes(limits.cpumap), flags: u32 }), nothing),
  domainGetEmulatorPinInfo: call(
    280,
    struct({ dom: domain, maplen: i32, flags: u32 }),
    struct({ cpumaps: bytes(limits.cpumaps), ret: i32 }),
  ),
  domainFstrim: unhurried(
    294,
    struct({ dom: domain, mountPoint: textOrNull, minimum: u64, flags: u32 }),
    nothing,
  ),
  domainGetJobStats: call(
    298,
    onDomainFlags,
    struct({ type: i32, params: typedParams(limits.domainJobStats) }),
  ),
  domainSetMemoryStatsPeriod: call(308, struct({ dom: domain, period: i32, flags: u32 }), nothing),
  domainFsfreeze: unhurried(
    335,
    struct({ dom: domain, mountpoints: list(text, limits.domainFsfreezeMountpoints), flags: u32 }),
    struct({ filesystems: i32 }),
  ),
  domainFsthaw: unhurried(
    336,
    struct({ dom: domain, mountpoints: list(text, limits.domainFsfreezeMountpoints), flags: u32 }),
    struct({ filesystems: i32 }),
  ),
  domainGetTime: call(337, onDomainFlags, struct({ seconds: i64, nseconds: u32 })),
  domainSetTime: call(338, struct({ dom: domain, seconds: i64, nseconds: u32, flags: u32 }), nothing),
  domainGetFsinfo: call(
    349,
    onDomainFlags,
    struct({ info: list(domainFsinfo, limits.domainFsinfo), ret: u32 }),
  ),
  domainGetIothreadInfo: call(
    351,
    onDomainFlags,
    struct({ info: list(domainIothreadInfo, limits.iothreadInfo), ret: u32 }),
  ),
  domainPinIothread: call(
    352,
    struct({ dom: domain, iothreadsId: u32, cpumap: bytes(limits.cpumap), flags: u32 }),
    nothing,
  ),
  domainInterfaceAddresses: call(
    353,
    struct({ dom: domain, source: u32, flags: u32 }),
    struct({ ifaces: list(domainInterface, limits.domainInterface) }),
  ),
  domainAddIothread: call(355, struct({ dom: domain, iothreadId: u32, flags: u32 }), nothing),
  domainDelIothread: call(356, struct({ dom: domain, iothreadId: u32, flags: u32 }), nothing),
  domainSetUserPassword: call(
    357,
    struct({ dom: domain, user: textOrNull, password: textOrNull, flags: u32 }),
    nothing,
  ),
  domainGetPerfEvents: call(365, onDomainFlags, struct({ params: typedParams(limits.domainPerfEvents) })),
  domainSetPerfEvents: call(
    366,
    struct({ dom: domain, params: typedParams(limits.domainPerfEvents), flags: u32 }),
    nothing,
  ),
  domainGetGuestVcpus: call(
    371,
    onDomainFlags,
    struct({ params: typedParams(limits.domainGuestVcpuParams) }),
  ),
  domainSetGuestVcpus: call(372, struct({ dom: domain, cpumap: text, state: i32, flags: u32 }), nothing),
  domainSetVcpu: call(384, struct({ dom: domain, cpumap: text, state: i32, flags: u32 }), nothing),
  domainGetLaunchSecurityInfo: call(
    396,
    onDomainFlags,
    struct({ params: typedParams(limits.domainLaunchSecurityInfoParams) }),
  ),
  domainSetIothreadParams: call(
    402,
    struct({ dom: domain, iothreadId: u32, params: typedParams(limits.domainIothreadParams), flags: u32 }),
    nothing,
  ),
  domainGetGuestInfo: call(
    418,
    struct({ dom: domain, types: u32, flags: u32 }),
    struct({ params: typedParams(limits.domainGuestInfoParams) }),
  ),
  domainAgentSetResponseTimeout: call(
    420,
    struct({ dom: domain, timeout: i32, flags: u32 }),
    struct({ result: i32 }),
  ),
  domainAuthorizedSshKeysGet: call(
    424,
    struct({ dom: domain, user: text, flags: u32 }),
    struct({ keys: list(text, limits.domainAuthorizedSshKeys) }),
  ),
  domainAuthorizedSshKeysSet: call(
    425,
    struct({ dom: domain, user: text, keys: list(text, limits.domainAuthorizedSshKeys), flags: u32 }),
    nothing,
  ),
  domainGetMessages: call(426, onDomainFlags, struct({ msgs: list(text, limits.domainMessages) })),
  domainSetLaunchSecurityState: call(
    439,
    struct({ dom: domain, params: typedParams(limits.domainLaunchSecurityStateParams), flags: u32 }),
    nothing,
  ),
}
