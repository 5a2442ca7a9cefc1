import { afterEach, expect, test } from 'vitest'
import { useMachines } from '../stores/machines.ts'
import { emptySession, sawRightsChange, useSession } from '../stores/session.ts'
import { type InProcessCore, openInProcess } from '../testing/inProcess.tsx'
import { followCore } from './followCore.ts'

let served: InProcessCore
let end: () => void
afterEach(() => {
  end()
  served.close()
})

function follow(): void {
  useSession.setState(emptySession)
  served = openInProcess({ machines: 5, hosts: 2, people: 'people' })
  end = followCore(served.api, error => {
    throw error
  })
}

const machines = () => useMachines.getState().byKey.size
const person = () => useSession.getState().state?.person?.name

test('the fleet comes to whoever is in, goes with them, and comes anew to the next', async () => {
  follow()
  // Nothing is asked of the fleet before the core has said who is there.
  expect(useMachines.getState().feed.phase).toBe('opening')
  await expect.poll(machines).toBe(5)
  const { client } = served.api
  await client.session.lock()
  await expect.poll(person).toBeUndefined()
  expect(machines()).toBe(0)
  await client.session.signIn({ name: 'ada', passphrase: 'correct horse', code: '123456' })
  await expect.poll(machines).toBe(5)
})

test('other rights bring other rows without anybody going', async () => {
  follow()
  await expect.poll(machines).toBe(5)
  sawRightsChange()
  expect(machines()).toBe(0)
  await expect.poll(machines).toBe(5)
})

test('nothing is followed after its end', async () => {
  follow()
  await expect.poll(machines).toBe(5)
  end()
  const { generation } = useSession.getState()
  useSession.setState({ generation: generation + 1 })
  const before = useMachines.getState().byKey
  await served.api.client.machines.list({})
  expect(useMachines.getState().byKey).toBe(before)
})
