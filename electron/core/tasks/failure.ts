import { AppError } from '../../../shared/errors.ts'
import type { MachineAction } from '../../../shared/models/task.ts'
import { errorCode, LibvirtError, LinkError } from '../libvirt/index.ts'

/** Longest text of a peer that is shown. */
const TEXT_MAX = 1_000

/** A failure of a verb in words with a next step; bugs pass through. */
export function verbFailure(error: unknown, action: MachineAction): unknown {
  if (error instanceof LibvirtError) return refused(error, action)
  if (error instanceof LinkError) return broken(error)
  return error
}

function refused(error: LibvirtError, action: MachineAction): AppError {
  const text = error.text.slice(0, TEXT_MAX)
  const data = { libvirtCode: error.code, libvirtDomain: error.domain, libvirtText: text }
  switch (error.code) {
    case errorCode.noDomain:
      return new AppError('machine.gone', 'This machine is not on its host any more.', { data, cause: error })
    case errorCode.operationInvalid:
      return new AppError('machine.state', `The machine is in no state for this: ${text}`, {
        next: 'Its state is being read anew; look again and choose what fits it.',
        data,
        cause: error,
      })
    case errorCode.operationDenied:
    case errorCode.accessDenied:
    case errorCode.authFailed:
      return new AppError('libvirt.denied', `libvirt refused this user: ${text}`, {
        next: 'On the host, allow the action for this user in libvirt’s polkit rules, or connect as another user.',
        data,
        cause: error,
      })
    case errorCode.agentUnresponsive:
      return new AppError('libvirt.error', `The guest agent does not answer: ${text}`, {
        next: 'Try again, or use ACPI by removing the agent channel.',
        data,
        cause: error,
      })
    case errorCode.noSupport:
      return new AppError('libvirt.error', `The host’s driver can’t do this: ${text}`, { data, cause: error })
    default:
      return new AppError('libvirt.error', `libvirt says: ${text}`, {
        next:
          action === 'start'
            ? 'The reason is in the guest’s log on the host: /var/log/libvirt/qemu/.'
            : 'Look at the daemon’s log on the host: journalctl -u libvirtd -u virtqemud.',
        data,
        cause: error,
      })
  }
}

function broken(error: LinkError): AppError {
  if (error.kind === 'aborted') return new AppError('task.cancelled', 'Cancelled.', { cause: error })
  return new AppError('transport.closed', 'The connection ended before libvirt answered.', {
    next: 'Whether it was done is unknown; the machine’s state is read anew when the host is back.',
    data: { link: error.kind },
    cause: error,
  })
}
