import { bytes, i32, list, nothing, struct, u32, u64 } from '../../xdr/index.ts'
import { charArray, chars } from '../chars.ts'
import { limits } from '../limits.ts'
import { call, unhurried } from '../program.ts'
import { typedParams } from '../typedParam.ts'
import { text } from './shapes.ts'

export const nodeGetCpuStats = struct({ field: text, value: u64 })

export const nodeGetMemoryStats = struct({ field: text, value: u64 })

/** The host itself: CPU, memory, NUMA cells (facts of remote_protocol.x). */
export const nodeCalls = {
  nodeGetInfo: call(
    6,
    nothing,
    struct({
      model: charArray(32),
      memory: u64,
      cpus: i32,
      mhz: i32,
      nodes: i32,
      sockets: i32,
      cores: i32,
      threads: i32,
    }),
  ),
  nodeGetCellsFreeMemory: call(
    101,
    struct({ startCell: i32, maxcells: i32 }),
    struct({ cells: list(u64, limits.nodeCells) }),
  ),
  nodeGetFreeMemory: call(102, nothing, struct({ freeMem: u64 })),
  nodeGetSecurityModel: call(
    122,
    nothing,
    struct({ model: chars(limits.securityModel), doi: chars(limits.securityDoi) }),
  ),
  nodeGetCpuStats: call(
    227,
    struct({ cpuNum: i32, nparams: i32, flags: u32 }),
    struct({ params: list(nodeGetCpuStats, limits.nodeCpuStats), nparams: i32 }),
  ),
  nodeGetMemoryStats: call(
    228,
    struct({ nparams: i32, cellNum: i32, flags: u32 }),
    struct({ params: list(nodeGetMemoryStats, limits.nodeMemoryStats), nparams: i32 }),
  ),
  nodeSuspendForDuration: unhurried(250, struct({ target: u32, duration: u64, flags: u32 }), nothing),
  nodeSetMemoryParameters: call(
    288,
    struct({ params: typedParams(limits.nodeMemoryParameters), flags: u32 }),
    nothing,
  ),
  nodeGetMemoryParameters: call(
    289,
    struct({ nparams: i32, flags: u32 }),
    struct({ params: typedParams(limits.nodeMemoryParameters), nparams: i32 }),
  ),
  nodeGetCpuMap: call(
    293,
    struct({ needMap: i32, needOnline: i32, flags: u32 }),
    struct({ cpumap: bytes(limits.cpumap), online: u32, ret: i32 }),
  ),
  nodeGetFreePages: call(
    340,
    struct({ pages: list(u32, limits.nodeCells), startCell: i32, cellCount: u32, flags: u32 }),
    struct({ counts: list(u64, limits.nodeCells) }),
  ),
  nodeAllocPages: call(
    347,
    struct({
      pageSizes: list(u32, limits.nodeCells),
      pageCounts: list(u64, limits.nodeCells),
      startCell: i32,
      cellCount: u32,
      flags: u32,
    }),
    struct({ ret: i32 }),
  ),
  nodeGetSevInfo: call(
    395,
    struct({ nparams: i32, flags: u32 }),
    struct({ params: typedParams(limits.nodeSevInfo), nparams: i32 }),
  ),
}
