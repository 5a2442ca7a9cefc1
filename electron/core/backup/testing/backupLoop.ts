// Makes back-ups, or makes and restores them, until it is killed; tells each that was finished.
import { systemClock } from '../../clock.ts'
import { createLog } from '../../log.ts'
import { openStore } from '../../store/index.ts'
import { fillStore } from '../../testing/fleet.ts'
import { settle } from '../aftermath.ts'
import { Backups } from '../backups.ts'
import { finishRestore } from '../restore.ts'

const [folder = '', mode = 'backup'] = process.argv.slice(2)
process.stdin.on('close', () => process.exit()).resume()
const passphrase = 'correct horse battery'

for (let round = 0; ; round++) {
  const restored = finishRestore(folder)
  const store = openStore(folder)
  if (restored) settle(folder, restored, store, createLog('silent'))
  if (store.machines.load().length === 0) fillStore(store, { hosts: 2, machinesPerHost: 100, atMs: 1 })
  const backups = new Backups({
    folder,
    store,
    version: '0.1.0',
    clock: systemClock,
    log: createLog('silent'),
    cost: () => ({ memoryKib: 8, passes: 1 }),
    checkPassphrase: async () => undefined,
  })
  store.settings.set('round', round)
  const { name } = await backups.run(passphrase)
  process.stdout.write(`made ${name}\n`)
  if (mode === 'restore') {
    await backups.restore(name, passphrase)
    store.settings.set('round', 'is not in the back-up')
    backups.remove(name)
  }
  await backups.close()
  store.close()
}
