import type { ContractClient } from '../../../shared/contract/client.ts'
import { destinationLabels } from '../../../shared/destinationLabels.ts'
import type { HostView } from '../../../shared/models/host.ts'
import { withheldOf } from '../../../shared/models/withheld.ts'
import { printable, type Terminal, table } from './terminal.ts'

/**
 * Shows what changed of how a host is reached while its credential is withheld, and accepts it: by the digest that was
 * given beforehand, or by a yes on the terminal. False where nothing is withheld or nothing was accepted; rejects with
 * `AppError` rights.denied for who may not.
 */
export async function acceptDestination(
  client: ContractClient,
  { terminal, signal }: { terminal: Terminal; signal: AbortSignal },
  { record, state }: HostView,
  accepted: string | undefined,
): Promise<boolean> {
  const withheld = withheldOf(state)
  if (withheld === null) return false
  const name = printable(record.name)
  terminal.err(`novacron: ${name}: ${printable(state.problem?.message ?? '')}\n`)
  terminal.err(
    withheld.changes.length === 0
      ? `  ${printable(record.uri)}\n`
      : table(withheld.changes, [
          { title: 'WHAT', value: change => destinationLabels[change.what] },
          { title: 'AS ACCEPTED', value: change => change.accepted || 'none' },
          { title: 'NOW', value: change => change.found || 'none' },
        ]),
  )
  // Nothing is there that could be accepted.
  if (withheld.digest === '') return false
  if (accepted !== withheld.digest) {
    if (accepted === undefined && terminal.interactive) {
      const answer = await terminal.ask('Send the credential there from now on? (yes/no) ', true)
      if (answer?.trim().toLowerCase() !== 'yes') return false
    } else {
      if (accepted !== undefined) terminal.err('  The digest that was given is of something else.\n')
      terminal.err(
        `  If this is as it should be: novacron host connect ${name} --accept-destination ${printable(withheld.digest)}\n`,
      )
      return false
    }
  }
  signal.throwIfAborted()
  await client.hosts.acceptDestination({ hostId: record.id, digest: withheld.digest })
  return true
}
