import type { KeychainAsk, KeychainTold } from './messages.ts'

type Keyring = typeof import('@napi-rs/keyring')

/** A name that is never stored: asking for it tells whether the keychain answers, and unlocks nothing. */
const PROBE = 'probe'

/**
 * Carries one question out by the library. It may never come back: the library waits for the keychain without an end,
 * at times on the very thread that asks it. On Linux the Secret Service only: left to itself the library falls back to
 * the kernel's keyring, which forgets everything at a restart.
 */
export async function carryOut(
  { act, service, name, secret }: KeychainAsk,
  tell: (told: KeychainTold) => void,
  load: () => Promise<Pick<Keyring, 'AsyncEntry'>> = () => import('@napi-rs/keyring'),
): Promise<void> {
  try {
    const { AsyncEntry } = await load()
    const entry = (of: string) => new AsyncEntry(service, of, { linux: { store: 'secret-service' } })
    tell({ asking: true })
    await entry(PROBE).getSecret()
    tell({ there: true })
    let done: Uint8Array<ArrayBuffer> | null = null
    if (act === 'get') {
      const held = await entry(name).getSecret()
      if (held !== null) done = Uint8Array.from(held)
      held?.fill(0)
    } else if (act === 'set') await entry(name).setSecret(secret ?? new Uint8Array())
    else if (act === 'remove') await entry(name).deleteCredential()
    tell({ done })
    done?.fill(0)
  } catch (error) {
    tell({ failed: error instanceof Error ? error.message : String(error) })
  } finally {
    secret?.fill(0)
  }
}
