import type { CallOptions, Caller } from './calls.ts'
import type { Procedure } from './program.ts'

/**
 * Calls a procedure that wants to be told how many parameters to return: asks for the number first,
 * then for that many. Two round trips; the number does not change while a host runs.
 */
export async function callSized<Args extends { nparams: number }, Ret extends { nparams: number }>(
  libvirt: Caller,
  procedure: Procedure<Args, Ret>,
  argsOf: (nparams: number) => Args,
  options: CallOptions = {},
): Promise<Ret> {
  const { nparams } = await libvirt.call(procedure, argsOf(0), options)
  return libvirt.call(procedure, argsOf(nparams), options)
}
