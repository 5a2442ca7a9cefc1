import { i32, opaque, optional, string, struct, type TypeOf, u32 } from '../../xdr/index.ts'
import { STRING_MAX } from '../limits.ts'

export const text = string(STRING_MAX)
export const textOrNull = optional(text)
export const uuid = opaque(16)

/** A domain as the wire names it; `id` is -1 while it is shut off. */
export const domain = struct({ name: text, uuid, id: i32 })
export const network = struct({ name: text, uuid })
export const networkPort = struct({ net: network, uuid })
export const nwfilter = struct({ name: text, uuid })
export const nwfilterBinding = struct({ portdev: text, filtername: text })
export const hostInterface = struct({ name: text, mac: text })
export const storagePool = struct({ name: text, uuid })
export const storageVol = struct({ pool: text, name: text, key: text })
export const nodeDevice = struct({ name: text })
export const secret = struct({ uuid, usageType: i32, usageID: text })
export const domainCheckpoint = struct({ name: text, dom: domain })
export const domainSnapshot = struct({ name: text, dom: domain })

/** Handles that libvirt gives out and takes back. */
export type RemoteDomain = TypeOf<typeof domain>
export type RemoteNetwork = TypeOf<typeof network>
export type RemoteNetworkPort = TypeOf<typeof networkPort>
export type RemoteNwfilter = TypeOf<typeof nwfilter>
export type RemoteNwfilterBinding = TypeOf<typeof nwfilterBinding>
export type RemoteInterface = TypeOf<typeof hostInterface>
export type RemoteStoragePool = TypeOf<typeof storagePool>
export type RemoteStorageVol = TypeOf<typeof storageVol>
export type RemoteNodeDevice = TypeOf<typeof nodeDevice>
export type RemoteSecret = TypeOf<typeof secret>
export type RemoteDomainCheckpoint = TypeOf<typeof domainCheckpoint>
export type RemoteDomainSnapshot = TypeOf<typeof domainSnapshot>

/** Argument and result shapes that many procedures share. */
export const onDomain = struct({ dom: domain })
export const onDomainFlags = struct({ dom: domain, flags: u32 })
export const onDomainXmlFlags = struct({ dom: domain, xml: text, flags: u32 })
export const onNetwork = struct({ net: network })
export const onPool = struct({ pool: storagePool })
export const onPoolFlags = struct({ pool: storagePool, flags: u32 })
export const onVol = struct({ vol: storageVol })
export const onVolFlags = struct({ vol: storageVol, flags: u32 })
export const onSnapshotFlags = struct({ snap: domainSnapshot, flags: u32 })
export const onCheckpointFlags = struct({ checkpoint: domainCheckpoint, flags: u32 })
export const onInterfaceFlags = struct({ iface: hostInterface, flags: u32 })
export const listArgs = struct({ needResults: i32, flags: u32 })
export const onlyFlags = struct({ flags: u32 })
export const byUuid = struct({ uuid })
export const named = struct({ name: text })
export const num = struct({ num: i32 })
export const xml = struct({ xml: text })
export const xmlFlags = struct({ xml: text, flags: u32 })
export const callbackId = struct({ callbackID: i32 })
