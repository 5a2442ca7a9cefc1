import { AppError } from '../../../shared/errors.ts'
import { errorCode, type LibvirtClient, LibvirtError, remote } from '../libvirt/index.ts'

/** A format that no driver knows: the call is refused for it, after the rights were checked. */
const NO_FORMAT = 'novacron-write-check'

/**
 * Resolves when the connection may write. Asks libvirt to translate an empty machine into a format that
 * does not exist: the call needs a writable connection and the right connect:write, and changes nothing.
 * Rejects `libvirt.denied` with the rule to set; other failures pass through.
 */
export async function checkWritable(
  libvirt: LibvirtClient,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<void> {
  try {
    const args = { nativeFormat: NO_FORMAT, domainXml: '<domain/>', flags: 0 }
    await libvirt.call(remote.connectDomainXmlToNative, args, { signal, timeoutMs })
  } catch (error) {
    if (!(error instanceof LibvirtError)) throw error
    if (
      error.code === errorCode.operationDenied ||
      error.code === errorCode.accessDenied ||
      isAuth(error.code)
    ) {
      throw new AppError('libvirt.denied', 'This user may read but not change anything on the host.', {
        next: 'Let the user open the read-write socket (usermod -aG libvirt USER), or allow org.libvirt.api.* for them in a polkit rule; or open the host read-only on purpose.',
        data: { stage: 'permission', libvirtCode: error.code },
        cause: error,
      })
    }
    // Refused for the format, or for a driver without this call: the rights were in order.
  }
}

function isAuth(code: number): boolean {
  return (
    code === errorCode.authFailed || code === errorCode.authCancelled || code === errorCode.authUnavailable
  )
}
