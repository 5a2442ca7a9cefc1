import { pino } from 'pino'
import type { PersonId } from '../../../../shared/ids.ts'
import { systemClock } from '../../clock.ts'
import { openFleet, type TestFleet } from '../../hosts/testing/fleet.ts'
import { type OpenKeys, Vault } from '../../vault/index.ts'
import { MemoryKeychain } from '../../vault/testing/memoryKeychain.ts'
import { person } from '../../vault/testing/vault.ts'
import { Credentials } from '../index.ts'

/** A registry whose hosts find their credentials in a real vault, with one person who may open all of it. */
export interface CredentialFleet extends TestFleet {
  readonly vault: Vault
  readonly credentials: Credentials
  /** Everything that was logged. */
  readonly logged: string[]
  /** The person comes. */
  signIn(): Promise<OpenKeys>
}

const owner: PersonId = person(1)

/** The person is there already, and holds the fleet's key and that of every site made before `share`. */
export async function openCredentialFleet(
  parts: Parameters<typeof openFleet>[0] = {},
): Promise<CredentialFleet & { keys: OpenKeys; share(): void }> {
  const logged: string[] = []
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) })
  const fleet = await openFleet({ log, ...parts })
  const { store, registry } = fleet
  const vault = new Vault({ store, clock: systemClock, log, keychain: new MemoryKeychain() })
  const credentials = new Credentials({ store, vault, hosts: registry, clock: systemClock, log })
  registry.secrets.use(credentials)
  // The keychain's door, which costs no derivation.
  const keys = await vault.enrol(owner, { unlockKey: 'keychain' })
  vault.admit(keys)
  const share = () => vault.syncHolders(() => [owner])
  share()
  return {
    ...fleet,
    vault,
    credentials,
    logged,
    keys,
    share,
    async signIn() {
      const ring = await vault.openByKeychain(owner)
      vault.admit(ring)
      return ring
    },
    async [Symbol.asyncDispose]() {
      credentials.close()
      vault.close()
      await fleet[Symbol.asyncDispose]()
    },
  }
}
