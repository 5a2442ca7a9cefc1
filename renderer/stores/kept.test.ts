import { afterEach, expect, test, vi } from 'vitest'
import { create } from 'zustand'
import { type InProcessCore, openInProcess } from '../testing/inProcess.tsx'
import { followSettings, keep } from './kept.ts'

const opened: (() => void)[] = []
afterEach(() => {
  for (const end of opened.splice(0).reverse()) end()
})

function kept(served: InProcessCore) {
  const store = create<{ width: number }>()(() => ({ width: 1 }))
  const failed = vi.fn()
  const loaded = vi.fn()
  const parse = (value: unknown) =>
    typeof value === 'object' && value !== null && 'width' in value && typeof value.width === 'number'
      ? { width: value.width }
      : { width: 1 }
  const end = keep(served.api.client, { key: 'test', store, parse }, failed, loaded)
  opened.push(end)
  return { store, failed, loaded, end }
}

function serve(stored?: unknown): InProcessCore {
  const served = openInProcess({ machines: 1 })
  if (stored !== undefined) served.core.settings.set('test', stored)
  opened.push(served.close)
  return served
}

test('loads what the core keeps and writes nothing for that', async () => {
  const served = serve({ width: 7 })
  const { store, loaded } = kept(served)
  await vi.waitFor(() => expect(loaded).toHaveBeenCalledOnce())
  expect(store.getState()).toEqual({ width: 7 })
  expect(served.core.settings.get('test')).toEqual({ width: 7 })
})

test('what the person did before the answer came stands, and is saved', async () => {
  const served = serve({ width: 7 })
  const { store, loaded } = kept(served)
  store.setState({ width: 9 })
  await vi.waitFor(() => expect(loaded).toHaveBeenCalledOnce())
  expect(store.getState().width).toBe(9)
  await vi.waitFor(() => expect(served.core.settings.get('test')).toEqual({ width: 9 }))
})

test('a change of the last moment is saved when the window goes', async () => {
  const served = serve()
  const { store, loaded, end } = kept(served)
  await vi.waitFor(() => expect(loaded).toHaveBeenCalledOnce())
  store.setState({ width: 5 })
  end()
  await vi.waitFor(() => expect(served.core.settings.get('test')).toEqual({ width: 5 }))
})

test('a core that cannot keep it is told', async () => {
  const served = serve()
  const { store, loaded, failed } = kept(served)
  await vi.waitFor(() => expect(loaded).toHaveBeenCalledOnce())
  vi.spyOn(served.core.settings, 'set').mockImplementation(() => {
    throw new Error('full')
  })
  store.setState({ width: 6 })
  await vi.waitFor(() => expect(failed).toHaveBeenCalledOnce())
})

test('what is changed in one window is seen in another, and not written again by it', async () => {
  const served = serve({ width: 7 })
  const { store, loaded } = kept(served)
  opened.push(followSettings(served.api))
  await vi.waitFor(() => expect(loaded).toHaveBeenCalledOnce())
  await vi.waitFor(() => expect(served.core.bus.size).toBe(1))
  const writes = vi.spyOn(served.core.settings, 'set')
  await served.api.client.app.setSetting({ key: 'test', value: { width: 8 } })
  await vi.waitFor(() => expect(store.getState().width).toBe(8))
  await served.api.client.app.setSetting({ key: 'another', value: { width: 9 } })
  await new Promise(resolve => setTimeout(resolve, 500))
  expect(store.getState().width).toBe(8)
  expect(writes.mock.calls).toEqual([
    ['test', { width: 8 }],
    ['another', { width: 9 }],
  ])
})

test('what the person is changing here is not undone by what another window said before', async () => {
  const served = serve({ width: 7 })
  const { store, loaded } = kept(served)
  opened.push(followSettings(served.api))
  await vi.waitFor(() => expect(loaded).toHaveBeenCalledOnce())
  await vi.waitFor(() => expect(served.core.bus.size).toBe(1))
  store.setState({ width: 20 })
  await served.api.client.app.setSetting({ key: 'test', value: { width: 8 } })
  await vi.waitFor(() => expect(served.core.settings.get('test')).toEqual({ width: 20 }))
  expect(store.getState().width).toBe(20)
})

test('what another window changed while this one was cut off is taken over when it is back', async () => {
  const served = serve({ width: 7 })
  const { store, loaded } = kept(served)
  opened.push(followSettings(served.api))
  await vi.waitFor(() => expect(loaded).toHaveBeenCalledOnce())
  await vi.waitFor(() => expect(served.core.bus.size).toBe(1))
  served.cut()
  // Told to nobody: only the stream that is opened anew can bring it.
  served.core.settings.set('test', { width: 12 })
  await vi.waitFor(() => expect(store.getState().width).toBe(12), { timeout: 10_000 })
})

test('what another window takes back is taken back here, and what was never kept takes nothing back', async () => {
  const served = serve({ width: 7 })
  const { store, loaded } = kept(served)
  opened.push(followSettings(served.api))
  await vi.waitFor(() => expect(loaded).toHaveBeenCalledOnce())
  await vi.waitFor(() => expect(served.core.bus.size).toBe(1))
  await served.api.client.app.setSetting({ key: 'test', value: null })
  await vi.waitFor(() => expect(store.getState().width).toBe(1))
  await served.api.client.app.setSetting({ key: 'test', value: { width: 8 } })
  await vi.waitFor(() => expect(store.getState().width).toBe(8))
  served.core.settings.delete('test')
  const asked = vi.spyOn(served.core.settings, 'get')
  const seen: number[] = []
  opened.push(store.subscribe(({ width }) => seen.push(width)))
  served.cut()
  // The stream that is opened anew says that nothing is kept.
  await vi.waitFor(() => expect(asked).toHaveBeenCalledWith('test'), { timeout: 10_000 })
  await served.api.client.app.setSetting({ key: 'test', value: { width: 9 } })
  await vi.waitFor(() => expect(store.getState().width).toBe(9))
  expect(seen).toEqual([9])
})
