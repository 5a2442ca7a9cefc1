import { i32, nothing, optional, struct } from '../../xdr/index.ts'
import { call } from '../program.ts'
import { callbackId, domain } from './shapes.ts'

/** Registration of events of domains; those of other objects stand with them (facts of remote_protocol.x). */
export const eventCalls = {
  connectDomainEventRegister: call(105, nothing, struct({ cbRegistered: i32 })),
  connectDomainEventDeregister: call(106, nothing, struct({ cbRegistered: i32 })),
  connectDomainEventRegisterAny: call(167, struct({ eventID: i32 }), nothing),
  connectDomainEventDeregisterAny: call(168, struct({ eventID: i32 }), nothing),
  connectDomainEventCallbackRegisterAny: call(
    316,
    struct({ eventID: i32, dom: optional(domain) }),
    callbackId,
  ),
  connectDomainEventCallbackDeregisterAny: call(317, callbackId, nothing),
}
