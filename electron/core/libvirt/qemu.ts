import { i32, nothing, optional, struct, u32 } from '../xdr/index.ts'
import { call, program, unhurried } from './program.ts'
import { callbackId, domain, onDomain, text, textOrNull } from './remote/shapes.ts'

/** The qemu program, number 0x20008087: monitor and guest-agent commands (facts of qemu_protocol.x). */
export const qemu = program(0x2000_8087, 1, {
  domainMonitorCommand: call(1, struct({ dom: domain, cmd: text, flags: u32 }), struct({ result: text })),
  domainAttach: call(2, struct({ pidValue: u32, flags: u32 }), onDomain),
  domainAgentCommand: unhurried(
    3,
    struct({ dom: domain, cmd: text, timeout: i32, flags: u32 }),
    struct({ result: textOrNull }),
  ),
  connectDomainMonitorEventRegister: call(
    4,
    struct({ dom: optional(domain), event: textOrNull, flags: u32 }),
    callbackId,
  ),
  connectDomainMonitorEventDeregister: call(5, callbackId, nothing),
})
