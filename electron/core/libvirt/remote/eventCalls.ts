import { i32, nothing, optional, struct } from '../../xdr/index.ts'
import { call } from '../program.ts'
import { callbackId, domain, network, nodeDevice, secret, storagePool } from './shapes.ts'

/** Registration of events (facts of remote_protocol.x). */
export const eventCalls = {
  connectDomainEventRegister: call(105, nothing, struct({ cbRegistered: i32 })),
  connectDomainEventDeregister: call(106, nothing, struct({ cbRegistered: i32 })),
  connectDomainEventRegisterAny: call(167, struct({ eventID: i32 }), nothing),
  connectDomainEventDeregisterAny: call(168, struct({ eventID: i32 }), nothing),
  connectNetworkEventRegisterAny: call(313, struct({ eventID: i32, net: optional(network) }), callbackId),
  connectNetworkEventDeregisterAny: call(314, callbackId, nothing),
  connectDomainEventCallbackRegisterAny: call(
    316,
    struct({ eventID: i32, dom: optional(domain) }),
    callbackId,
  ),
  connectDomainEventCallbackDeregisterAny: call(317, callbackId, nothing),
  connectStoragePoolEventRegisterAny: call(
    368,
    struct({ eventID: i32, pool: optional(storagePool) }),
    callbackId,
  ),
  connectStoragePoolEventDeregisterAny: call(369, callbackId, nothing),
  connectNodeDeviceEventRegisterAny: call(
    374,
    struct({ eventID: i32, dev: optional(nodeDevice) }),
    callbackId,
  ),
  connectNodeDeviceEventDeregisterAny: call(375, callbackId, nothing),
  connectSecretEventRegisterAny: call(380, struct({ eventID: i32, secret: optional(secret) }), callbackId),
  connectSecretEventDeregisterAny: call(381, callbackId, nothing),
}
