import { i32, list, nothing, struct } from '../../xdr/index.ts'
import { charBytes } from '../chars.ts'
import { limits } from '../limits.ts'
import { call } from '../program.ts'
import { text } from './shapes.ts'

/** Authentication (facts of remote_protocol.x). */
export const authCalls = {
  authList: call(66, nothing, struct({ types: list(i32, limits.authTypeList) })),
  authSaslInit: call(67, nothing, struct({ mechlist: text })),
  authSaslStart: call(
    68,
    struct({ mech: text, nil: i32, data: charBytes(limits.authSaslData) }),
    struct({ complete: i32, nil: i32, data: charBytes(limits.authSaslData) }),
  ),
  authSaslStep: call(
    69,
    struct({ nil: i32, data: charBytes(limits.authSaslData) }),
    struct({ complete: i32, nil: i32, data: charBytes(limits.authSaslData) }),
  ),
  authPolkit: call(70, nothing, struct({ complete: i32 })),
}
