import { forkKeychain } from './keychain/fork.ts'
import { type KeychainProcess, ProcessKeychain } from './keychain/processKeychain.ts'
import type { Keychain } from './types.ts'

/**
 * The operating system's: Keychain (macOS), Credential Manager (Windows), Secret Service (Linux). `start`: how a
 * process is begun where that isn't Node's to do.
 */
export function osKeychain(start: () => KeychainProcess = forkKeychain): Keychain {
  return new ProcessKeychain('NovaCron', start)
}
