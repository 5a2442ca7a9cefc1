import { i32, list, nothing, struct, u32 } from '../../xdr/index.ts'
import { limits } from '../limits.ts'
import { call } from '../program.ts'
import {
  hostInterface,
  listArgs,
  named,
  num,
  onInterfaceFlags,
  onlyFlags,
  text,
  xml,
  xmlFlags,
} from './shapes.ts'

/** Host interfaces (facts of remote_protocol.x). */
export const interfaceCalls = {
  connectNumOfInterfaces: call(126, nothing, num),
  connectListInterfaces: call(
    127,
    struct({ maxnames: i32 }),
    struct({ names: list(text, limits.interfaceList) }),
  ),
  interfaceLookupByName: call(128, named, struct({ iface: hostInterface })),
  interfaceLookupByMacString: call(129, struct({ mac: text }), struct({ iface: hostInterface })),
  interfaceGetXmlDesc: call(130, onInterfaceFlags, xml),
  interfaceDefineXml: call(131, xmlFlags, struct({ iface: hostInterface })),
  interfaceUndefine: call(132, struct({ iface: hostInterface }), nothing),
  interfaceCreate: call(133, onInterfaceFlags, nothing),
  interfaceDestroy: call(134, onInterfaceFlags, nothing),
  connectNumOfDefinedInterfaces: call(137, nothing, num),
  connectListDefinedInterfaces: call(
    138,
    struct({ maxnames: i32 }),
    struct({ names: list(text, limits.interfaceList) }),
  ),
  interfaceIsActive: call(156, struct({ iface: hostInterface }), struct({ active: i32 })),
  interfaceChangeBegin: call(220, onlyFlags, nothing),
  interfaceChangeCommit: call(221, onlyFlags, nothing),
  interfaceChangeRollback: call(222, onlyFlags, nothing),
  connectListAllInterfaces: call(
    284,
    listArgs,
    struct({ ifaces: list(hostInterface, limits.interfaceList), ret: u32 }),
  ),
}
