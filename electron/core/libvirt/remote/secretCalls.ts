import { bytes, i32, list, nothing, optional, struct, u32 } from '../../xdr/index.ts'
import { limits } from '../limits.ts'
import { call } from '../program.ts'
import { byUuid, callbackId, listArgs, num, secret, text, xml, xmlFlags } from './shapes.ts'

/** Secrets (facts of remote_protocol.x). */
export const secretCalls = {
  connectNumOfSecrets: call(139, nothing, num),
  connectListSecrets: call(140, struct({ maxuuids: i32 }), struct({ uuids: list(text, limits.secretList) })),
  secretLookupByUuid: call(141, byUuid, struct({ secret })),
  secretDefineXml: call(142, xmlFlags, struct({ secret })),
  secretGetXmlDesc: call(143, struct({ secret, flags: u32 }), xml),
  secretSetValue: call(144, struct({ secret, value: bytes(limits.secretValue), flags: u32 }), nothing),
  secretGetValue: call(145, struct({ secret, flags: u32 }), struct({ value: bytes(limits.secretValue) })),
  secretUndefine: call(146, struct({ secret }), nothing),
  secretLookupByUsage: call(147, struct({ usageType: i32, usageID: text }), struct({ secret })),
  connectListAllSecrets: call(287, listArgs, struct({ secrets: list(secret, limits.secretList), ret: u32 })),
  connectSecretEventRegisterAny: call(380, struct({ eventID: i32, secret: optional(secret) }), callbackId),
  connectSecretEventDeregisterAny: call(381, callbackId, nothing),
}
