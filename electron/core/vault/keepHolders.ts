import type { AccessControl } from '../access/index.ts'
import type { HostRegistry } from '../hosts/index.ts'
import type { Logger } from '../log.ts'
import { isOfStore } from './errors.ts'
import type { Vault } from './index.ts'

/** Where the holders of keys follow from. */
export interface HoldersSource {
  vault: Pick<Vault, 'syncHolders'>
  access: Pick<AccessControl, 'holders' | 'onChange'>
  registry: Pick<HostRegistry, 'onHost'>
  log: Logger
}

/**
 * Keeps the holders of every site's key those who may use credentials there: now (a right may have ended while
 * nothing ran, or just before a crash), and whenever rights, people, hosts or sites change. The returned function ends that.
 */
export function keepHolders({ vault, access, registry, log }: HoldersSource): () => void {
  const sync = () => {
    try {
      vault.syncHolders(siteId => access.holders('credential.use', siteId))
    } catch (error) {
      if (!isOfStore(error)) throw error
      log.error(
        { err: error },
        'who holds which key could not be stored; the next change or start tries again',
      )
    }
  }
  sync()
  const stops = [
    access.onChange(sync),
    registry.onHost(event => {
      if (event.type !== 'state') sync()
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
