import { afterEach, expect, test, vi } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import { openInProcess } from '../testing/inProcess.tsx'
import { type Connection, CoreLink, unreachable } from './coreLink.ts'

const opened: { close(): void }[] = []
afterEach(() => {
  for (const each of opened.splice(0)) each.close()
})

const link = (call: Connection['link']['call'], lost = new AbortController()) => ({
  link: { call },
  lost: lost.signal,
  close: () => {},
})

test('a call made while there is no connection waits for the next one', async () => {
  let give: (connection: Connection) => void = () => {}
  const core = new CoreLink(
    () =>
      new Promise(resolve => {
        give = resolve
      }),
  )
  opened.push(core)
  const answer = core.call(['app', 'info'], undefined, { context: {} })
  give(link(() => Promise.resolve('here')))
  await expect(answer).resolves.toBe('here')
})

test('a call that is never answered fails at its deadline as an AppError', async () => {
  const core = new CoreLink(() => Promise.resolve(link(() => new Promise(() => {}))))
  opened.push(core)
  await expect(core.call(['app', 'info'], undefined, { context: { timeoutMs: 20 } })).rejects.toMatchObject({
    name: 'AppError',
    code: 'task.timeout',
  })
})

test('a call under way fails when its connection ends, and the link dials again', async () => {
  const first = new AbortController()
  let dialled = 0
  const core = new CoreLink(() => {
    dialled += 1
    return Promise.resolve(
      dialled === 1 ? link(() => new Promise(() => {}), first) : link(() => Promise.resolve('again')),
    )
  })
  opened.push(core)
  const answer = core.call(['app', 'info'], undefined, { context: {} })
  await vi.waitFor(() => expect(core.state.getState().phase).toBe('up'))
  first.abort(unreachable())
  await expect(answer).rejects.toMatchObject({ code: 'core.unreachable' })
  core.retryNow()
  await vi.waitFor(() => expect(core.state.getState()).toMatchObject({ phase: 'up', everUp: true }))
  await expect(core.call(['app', 'info'], undefined, { context: {} })).resolves.toBe('again')
})

test('a dial that fails is told with its reason and tried again', async () => {
  let dialled = 0
  const core = new CoreLink(() => {
    dialled += 1
    if (dialled === 1) return Promise.reject(new AppError('session.required', 'gone'))
    return Promise.resolve(link(() => Promise.resolve('in')))
  })
  opened.push(core)
  await vi.waitFor(() => expect(core.state.getState()).toMatchObject({ phase: 'down', everUp: false }))
  expect(core.state.getState().problem?.code).toBe('session.required')
  await vi.waitFor(() => expect(core.state.getState().phase).toBe('up'))
  expect(core.state.getState().problem).toBeNull()
})

test('an error of the core arrives as the AppError that it was, with its data', async () => {
  const served = openInProcess({ machines: 3 })
  opened.push(served)
  const call = served.api.client.hosts.preview({ uri: 'qemu+ssh' })
  await expect(call).rejects.toBeInstanceOf(AppError)
  await expect(call).rejects.toMatchObject({ code: 'uri.invalid', data: { position: expect.any(Number) } })
})

test('what the contract refuses is named as malformed input', async () => {
  const served = openInProcess({ machines: 3 })
  opened.push(served)
  await expect(served.api.client.hosts.preview({ uri: '' })).rejects.toMatchObject({ code: 'input.invalid' })
})
