import { AppError, errorToWire } from '../../../shared/errors.ts'
import type { HostRecord, HostState, Problem, Stage } from '../../../shared/models/host.ts'
import { errorCode, LibvirtError, LinkError } from '../libvirt/index.ts'

/** Longest text of a peer that is shown. */
const TEXT_MAX = 1_000

/** Any thrown thing as a state's problem; a bug is named internal and its text stays inside. */
export function toProblem(error: unknown): Problem {
  const { code, message, next, data } = errorToWire(error)
  return { code, message, ...(next === undefined ? {} : { next }), ...(data === undefined ? {} : { data }) }
}

/** `host.notLive` with the reason: somebody wants something of a host that is not connected. */
export function notLive({ id, name }: HostRecord, { phase, problem }: HostState): AppError {
  return new AppError(
    'host.notLive',
    `${name} is not connected${problem === null ? '' : `: ${problem.message}`}`,
    {
      next: problem?.next ?? (phase === 'disconnected' ? 'Connect it.' : 'Wait until it is live.'),
      data: { hostId: id, phase, ...(problem === null ? {} : { code: problem.code }) },
    },
  )
}

/** The problem as an error again, for whoever waits on a call. */
export function toError(problem: Problem): AppError {
  return new AppError(problem.code, problem.message, { next: problem.next, data: problem.data })
}

/** A failure of the libvirt client in words with a next step; what is an `AppError` already stays as it is. */
export function libvirtProblem(error: unknown, stage: Stage): unknown {
  if (error instanceof LibvirtError) return refused(error, stage)
  if (error instanceof LinkError) return broken(error, stage)
  return error
}

function refused(error: LibvirtError, stage: Stage): AppError {
  const text = error.text.slice(0, TEXT_MAX)
  const data = { stage, libvirtCode: error.code, libvirtDomain: error.domain, libvirtText: text }
  // Whatever goes wrong while polkit is asked (no agent, no bus) ends the login.
  if (error.procedure === 'authPolkit') return notLetIn(text, data)
  switch (error.code) {
    case errorCode.authFailed:
    case errorCode.authCancelled:
    case errorCode.authUnavailable:
      return notLetIn(text, data)
    case errorCode.operationDenied:
    case errorCode.accessDenied:
      return new AppError('libvirt.denied', `libvirt refused this user: ${text}`, {
        next: 'On the host, allow the action for this user in the polkit rules of libvirt (org.libvirt.api.*), or open the host read-only.',
        data,
      })
    case errorCode.noConnect:
    case errorCode.noSupport:
      return new AppError('libvirt.error', `The daemon has no driver for this URI: ${text}`, {
        next: 'Check the driver and path of the URI, and that its daemon (libvirtd, virtqemud, …) is installed on the host.',
        data,
      })
    default:
      return new AppError('libvirt.error', `libvirt says: ${text}`, {
        next: 'Look at the daemon’s log on the host: journalctl -u libvirtd -u virtqemud.',
        data,
      })
  }
}

function notLetIn(text: string, data: Record<string, unknown>): AppError {
  return new AppError('libvirt.denied', `The daemon did not let this user in: ${text}`, {
    next: 'On the host, add the user to the group of the libvirt socket (usermod -aG libvirt USER), or allow the action org.libvirt.unix.manage for them in a polkit rule; then log in again.',
    data,
  })
}

function broken(error: LinkError, stage: Stage): AppError {
  const options = (next: string) => ({ next, data: { stage, link: error.kind }, cause: error })
  switch (error.kind) {
    case 'dead':
    case 'timeout':
      return new AppError(
        'libvirt.unresponsive',
        'The libvirt daemon accepts connections but does not answer.',
        options(
          'It hangs or is overloaded: look at it on the host, and restart it if need be (systemctl restart libvirtd).',
        ),
      )
    case 'aborted':
      return new AppError('cancelled', 'Connecting was cancelled.', options('Connect again.'))
    case 'unsupported':
      return new AppError(
        'libvirt.authRequired',
        `The daemon asks for a login that is not supported here: ${error.message.slice(0, TEXT_MAX)}.`,
        options(
          'Use an SSH URI, or set the daemon’s socket to polkit or no authentication (auth_unix_rw in libvirtd.conf).',
        ),
      )
    case 'protocol':
    case 'encode':
      return new AppError(
        'libvirt.protocol',
        `What answered does not speak libvirt’s protocol: ${error.message.slice(0, TEXT_MAX)}.`,
        options(
          'Check that the socket or port is libvirt’s own. Over SSH without socket forwarding, also that the shell’s start-up files on the host print nothing.',
        ),
      )
    case 'closed':
    case 'transport':
      return new AppError(
        'transport.closed',
        'The connection to libvirt ended.',
        options('The daemon was stopped or the link broke; it is tried again by itself.'),
      )
  }
}
