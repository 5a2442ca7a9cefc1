import { AppError } from '../../../shared/errors.ts'
import { secretServiceKeychain } from './secretService/keychain.ts'
import type { Keychain } from './types.ts'

type Keyring = typeof import('@napi-rs/keyring')

/** Under which name the operating system lists the entries. */
const SERVICE = 'NovaCron'
/** A name that is never stored: asking for it tells whether the keychain answers. */
const PROBE = 'probe'
/** A keychain that takes longer than this to say that it holds nothing is not there. */
const PROBE_MS = 5_000
/** A locked keychain asks its person first; taking out what opens nothing any more waits for nobody. */
const ANSWER_MS = 120_000
const REMOVE_MS = 10_000
const REASON_MAX = 300

/**
 * The operating system's: Keychain (macOS), Credential Manager (Windows), Secret Service (Linux). The kernel's
 * keyring is not used: it forgets everything at a restart. On Linux no library stands between: those that there are
 * block the thread that asks, without an end where the user's D-Bus session is frozen.
 */
export function osKeychain(): Keychain {
  return process.platform === 'linux' ? secretServiceKeychain(SERVICE) : libraryKeychain()
}

/** By the library for macOS and Windows; loaded when first asked for, so that a missing one is a reason and no crash. */
export function libraryKeychain(load: () => Promise<Keyring> = () => import('@napi-rs/keyring')): Keychain {
  const entry = async (name: string) => {
    const { AsyncEntry } = await load()
    return new AsyncEntry(SERVICE, name)
  }
  const translated = async <T>(timeoutMs: number, work: () => Promise<T>): Promise<T> => {
    try {
      return await withinTime(work(), timeoutMs)
    } catch (error) {
      throw new AppError('keychain.unavailable', reasonOf(error), {
        next: 'Use the passphrase.',
        cause: error,
      })
    }
  }
  return {
    async unavailable() {
      try {
        await withinTime(
          entry(PROBE).then(probe => probe.getSecret()),
          PROBE_MS,
        )
        return null
      } catch (error) {
        return reasonOf(error)
      }
    },
    get: name =>
      translated(ANSWER_MS, async () => {
        const bytes = await (await entry(name)).getSecret()
        if (!bytes) return null
        const secret = Buffer.from(bytes)
        bytes.fill(0)
        return secret
      }),
    set: (name, secret) => translated(ANSWER_MS, async () => (await entry(name)).setSecret(secret)),
    remove: name =>
      translated(REMOVE_MS, async () => {
        await (await entry(name)).deleteCredential()
      }),
  }
}

function reasonOf(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error)
  return `The operating system’s keychain can’t be used: ${said.slice(0, REASON_MAX)}`
}

async function withinTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('it does not answer.')), timeoutMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
