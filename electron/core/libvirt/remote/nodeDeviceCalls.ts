import { i32, list, nothing, optional, struct, u32 } from '../../xdr/index.ts'
import { limits } from '../limits.ts'
import { call } from '../program.ts'
import { callbackId, listArgs, named, nodeDevice, num, text, textOrNull, xml } from './shapes.ts'

/** Node devices (facts of remote_protocol.x). */
export const nodeDeviceCalls = {
  nodeNumOfDevices: call(111, struct({ cap: textOrNull, flags: u32 }), num),
  nodeListDevices: call(
    112,
    struct({ cap: textOrNull, maxnames: i32, flags: u32 }),
    struct({ names: list(text, limits.nodeDeviceList) }),
  ),
  nodeDeviceLookupByName: call(113, named, struct({ dev: nodeDevice })),
  nodeDeviceGetXmlDesc: call(114, struct({ name: text, flags: u32 }), xml),
  nodeDeviceGetParent: call(115, named, struct({ parentName: textOrNull })),
  nodeDeviceNumOfCaps: call(116, named, num),
  nodeDeviceListCaps: call(
    117,
    struct({ name: text, maxnames: i32 }),
    struct({ names: list(text, limits.nodeDeviceCapsList) }),
  ),
  nodeDeviceDettach: call(118, named, nothing),
  nodeDeviceReAttach: call(119, named, nothing),
  nodeDeviceReset: call(120, named, nothing),
  nodeDeviceCreateXml: call(123, struct({ xmlDesc: text, flags: u32 }), struct({ dev: nodeDevice })),
  nodeDeviceDestroy: call(124, named, nothing),
  connectListAllNodeDevices: call(
    285,
    listArgs,
    struct({ devices: list(nodeDevice, limits.nodeDeviceList), ret: u32 }),
  ),
  nodeDeviceLookupScsiHostByWwn: call(
    297,
    struct({ wwnn: text, wwpn: text, flags: u32 }),
    struct({ dev: nodeDevice }),
  ),
  nodeDeviceDetachFlags: call(301, struct({ name: text, driverName: textOrNull, flags: u32 }), nothing),
  nodeDeviceDefineXml: call(428, struct({ xmlDesc: text, flags: u32 }), struct({ dev: nodeDevice })),
  nodeDeviceUndefine: call(429, struct({ name: text, flags: u32 }), nothing),
  nodeDeviceCreate: call(430, struct({ name: text, flags: u32 }), nothing),
  nodeDeviceGetAutostart: call(433, named, struct({ autostart: i32 })),
  nodeDeviceSetAutostart: call(434, struct({ name: text, autostart: i32 }), nothing),
  nodeDeviceIsPersistent: call(435, named, struct({ persistent: i32 })),
  nodeDeviceIsActive: call(436, named, struct({ active: i32 })),
  connectNodeDeviceEventRegisterAny: call(
    374,
    struct({ eventID: i32, dev: optional(nodeDevice) }),
    callbackId,
  ),
  connectNodeDeviceEventDeregisterAny: call(375, callbackId, nothing),
}
