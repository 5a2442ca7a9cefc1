import { i32, i64, list, nothing, optional, struct, u32 } from '../../xdr/index.ts'
import { limits } from '../limits.ts'
import { call } from '../program.ts'
import { typedParams } from '../typedParam.ts'
import {
  byUuid,
  callbackId,
  listArgs,
  named,
  network,
  networkPort,
  num,
  onNetwork,
  text,
  textOrNull,
  uuid,
  xml,
  xmlFlags,
} from './shapes.ts'

export const networkDhcpLease = struct({
  iface: text,
  expirytime: i64,
  type: i32,
  mac: textOrNull,
  iaid: textOrNull,
  ipaddr: text,
  prefix: u32,
  hostname: textOrNull,
  clientid: textOrNull,
})

/** Networks, their ports and DHCP leases (facts of remote_protocol.x). */
export const networkCalls = {
  connectListDefinedNetworks: call(
    36,
    struct({ maxnames: i32 }),
    struct({ names: list(text, limits.networkList) }),
  ),
  connectListNetworks: call(38, struct({ maxnames: i32 }), struct({ names: list(text, limits.networkList) })),
  networkCreate: call(39, onNetwork, nothing),
  networkCreateXml: call(40, xml, onNetwork),
  networkDefineXml: call(41, xml, onNetwork),
  networkDestroy: call(42, onNetwork, nothing),
  networkGetXmlDesc: call(43, struct({ net: network, flags: u32 }), xml),
  networkGetAutostart: call(44, onNetwork, struct({ autostart: i32 })),
  networkGetBridgeName: call(45, onNetwork, named),
  networkLookupByName: call(46, named, onNetwork),
  networkLookupByUuid: call(47, byUuid, onNetwork),
  networkSetAutostart: call(48, struct({ net: network, autostart: i32 }), nothing),
  networkUndefine: call(49, onNetwork, nothing),
  connectNumOfDefinedNetworks: call(50, nothing, num),
  connectNumOfNetworks: call(52, nothing, num),
  networkIsActive: call(152, onNetwork, struct({ active: i32 })),
  networkIsPersistent: call(153, onNetwork, struct({ persistent: i32 })),
  connectListAllNetworks: call(283, listArgs, struct({ nets: list(network, limits.networkList), ret: u32 })),
  networkUpdate: call(
    291,
    struct({ net: network, command: u32, section: u32, parentIndex: i32, xml: text, flags: u32 }),
    nothing,
  ),
  networkGetDhcpLeases: call(
    341,
    struct({ net: network, mac: textOrNull, needResults: i32, flags: u32 }),
    struct({ leases: list(networkDhcpLease, limits.networkDhcpLeases), ret: u32 }),
  ),
  networkListAllPorts: call(
    404,
    struct({ network, needResults: i32, flags: u32 }),
    struct({ ports: list(networkPort, limits.networkPortList), ret: u32 }),
  ),
  networkPortLookupByUuid: call(405, struct({ network, uuid }), struct({ port: networkPort })),
  networkPortCreateXml: call(406, struct({ network, xml: text, flags: u32 }), struct({ port: networkPort })),
  networkPortGetParameters: call(
    407,
    struct({ port: networkPort, nparams: i32, flags: u32 }),
    struct({ params: typedParams(limits.networkPortParameters), nparams: i32 }),
  ),
  networkPortSetParameters: call(
    408,
    struct({ port: networkPort, params: typedParams(limits.networkPortParameters), flags: u32 }),
    nothing,
  ),
  networkPortGetXmlDesc: call(409, struct({ port: networkPort, flags: u32 }), xml),
  networkPortDelete: call(410, struct({ port: networkPort, flags: u32 }), nothing),
  networkDefineXmlFlags: call(432, xmlFlags, onNetwork),
  networkCreateXmlFlags: call(437, xmlFlags, onNetwork),
  connectNetworkEventRegisterAny: call(313, struct({ eventID: i32, net: optional(network) }), callbackId),
  connectNetworkEventDeregisterAny: call(314, callbackId, nothing),
}
