import { AppError } from '../../../shared/errors.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import { errorCode, LibvirtError, LinkError } from '../libvirt/index.ts'

/** Longest part of a peer's text in a message. */
const TEXT_MAX = 500

/** Why an action on a machine failed, as something a person can act on; what is no known failure comes back as it is. */
export function actionProblem(error: unknown, machine: Pick<Machine, 'name' | 'host'>): unknown {
  if (error instanceof LibvirtError) return refused(error, machine)
  if (error instanceof LinkError) return unanswered(error, machine)
  return error
}

function refused(error: LibvirtError, { name, host }: Pick<Machine, 'name' | 'host'>): AppError {
  const text = error.text.slice(0, TEXT_MAX).toWellFormed()
  const data = {
    libvirtCode: error.code,
    libvirtName: error.codeName,
    libvirtDomain: error.domainName,
    libvirtText: text,
  }
  const problem = (code: ConstructorParameters<typeof AppError>[0], message: string, next: string) =>
    new AppError(code, message, { next, data, cause: error })
  switch (error.code) {
    case errorCode.noDomain:
      return problem(
        'machine.gone',
        `${name} is not on ${host} any more.`,
        'Its row goes as soon as the host says so.',
      )
    case errorCode.operationInvalid:
      return problem(
        'machine.state',
        `libvirt refused: ${text}`,
        'Look at the state it is in now, then try again.',
      )
    case errorCode.operationDenied:
    case errorCode.accessDenied:
    case errorCode.authFailed:
    case errorCode.authCancelled:
    case errorCode.authUnavailable:
      return problem(
        'libvirt.denied',
        `libvirt on ${host} does not let this user do that: ${text}`,
        'On the host, allow the action for the user in the polkit rules of libvirt (org.libvirt.api.*), or add the user to the libvirt group.',
      )
    case errorCode.resourceBusy:
    case errorCode.operationTimeout:
      return problem(
        'libvirt.error',
        `${name} is busy with another operation: ${text}`,
        'Wait for that operation or cancel it, then try again.',
      )
    case errorCode.noSupport:
    case errorCode.operationUnsupported:
    case errorCode.argumentUnsupported:
    case errorCode.configUnsupported:
      return problem(
        'libvirt.error',
        `This hypervisor cannot do that: ${text}`,
        'Another action may have the same effect; see what its driver supports.',
      )
    default:
      return problem(
        'libvirt.error',
        `libvirt says: ${text}`,
        `Look at the machine’s log on ${host} (/var/log/libvirt) and at the daemon’s: journalctl -u libvirtd -u virtqemud.`,
      )
  }
}

function unanswered(error: LinkError, { name, host }: Pick<Machine, 'name' | 'host'>): AppError {
  const options = (next: string) => ({ next, data: { link: error.kind }, cause: error })
  if (error.kind === 'aborted')
    return new AppError(
      'task.cancelled',
      'It was cancelled.',
      options('libvirt may still carry out what it was asked.'),
    )
  if (error.kind === 'timeout')
    return new AppError(
      'libvirt.unresponsive',
      `libvirt on ${host} did not answer in time; it may still carry it out.`,
      options(`See what becomes of ${name} before you ask again.`),
    )
  return new AppError(
    'transport.closed',
    `The connection to ${host} ended before libvirt answered, so it is not known whether it was done.`,
    options(`See what state ${name} is in when the host is back.`),
  )
}
