// Stores one numbered thing after another and prints each number once it is stored, until it is killed.
import { writeSync } from 'node:fs'
import { fleetMachine } from '../../testing/fleet.ts'
import { hostRecord } from '../../testing/store.ts'
import { openStore } from '../index.ts'
import { patiently } from './patiently.ts'

const [folder = ''] = process.argv.slice(2)
const host = hostRecord(1)
const store = openStore(folder)
if (store.hosts.list().length === 0) store.hosts.insert(host)
writeSync(1, `open ${store.notices.length}\n`)

for (let number = Number(store.settings.get('number') ?? 0) + 1; ; number++) {
  const { machine, xml } = fleetMachine(1, number, number)
  patiently(() =>
    store.transaction(() => {
      store.machines.save(host.id, [machine])
      store.definitions.put(host.id, [{ uuid: machine.uuid, name: machine.name, xml, seenAtMs: number }])
      store.settings.set('number', number)
    }),
  )
  patiently(() => store.machines.confirm(host.id, number))
  writeSync(1, `stored ${number}\n`)
}
