import { createORPCClient } from '@orpc/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Api, type CoreClient, openApi } from '../api/client.ts'
import { emptySession, useSession } from '../stores/session.ts'
import type { DevCoreOptions } from '../testing/devCore.ts'
import { type InProcessCore, openInProcess } from '../testing/inProcess.tsx'
import { followCore } from './followCore.ts'
import { whenKnown } from './whenKnown.ts'

let served: InProcessCore | null
let stop: () => void
/** What was asked for, and that the window is drawn, in order. */
let order: string[]

beforeEach(() => {
  useSession.setState(emptySession)
  served = null
  stop = () => {}
  order = []
})
afterEach(() => {
  vi.useRealTimers()
  stop()
  served?.close()
})

function begin(options: Partial<DevCoreOptions>, reachable = true): void {
  served = openInProcess(options)
  served.reachable = reachable
  const { core } = served.api
  const client = createORPCClient<CoreClient>({
    call: (path, input, given) => {
      order.push(path.join('/'))
      return core.call(path, input, given)
    },
  })
  const api: Api = { core, client }
  stop = followCore(api, () => {})
  whenKnown(api, () => order.push('drawn'))
}

const drawn = () => expect.poll(() => order).toContain('drawn')

test('the rows are asked for before the window is drawn', async () => {
  begin({ people: 'none' })
  expect(order).not.toContain('drawn')
  await drawn()
  expect(order[0]).toBe('session/watch')
  expect(order.indexOf('machines/watch')).toBeGreaterThan(0)
  expect(order.indexOf('machines/watch')).toBeLessThan(order.indexOf('drawn'))
})

test('where nobody is signed in the way in is drawn, and no rows are asked for', async () => {
  begin({ people: 'signedOut' })
  await drawn()
  expect(order.filter(each => each === 'machines/watch')).toEqual([])
})

test('a core that can’t be reached is told of at once', async () => {
  begin({}, false)
  await drawn()
})

test('a core that says nothing is not waited for, and the window is drawn once', async () => {
  vi.useFakeTimers()
  const { promise } = Promise.withResolvers<never>()
  const { core } = openApi(() => promise)
  whenKnown({ core }, () => order.push('drawn'))
  await vi.advanceTimersByTimeAsync(900)
  expect(order).toEqual([])
  await vi.advanceTimersByTimeAsync(200)
  useSession.setState({ feed: { phase: 'live', error: null } })
  await vi.advanceTimersByTimeAsync(5_000)
  expect(order).toEqual(['drawn'])
  core.close()
})
