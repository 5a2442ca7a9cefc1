import { expect, test, vi } from 'vitest'
import { StageClock, withDeadline } from './deadline.ts'

const never = () => new Promise<never>(() => {})

test('a deadline rejects with what it says and aborts the work', async () => {
  let inner: AbortSignal | undefined
  const work = (signal: AbortSignal) => {
    inner = signal
    return never()
  }
  await expect(withDeadline(10, new AbortController().signal, work, () => new Error('late'))).rejects.toThrow(
    'late',
  )
  expect(inner?.aborted).toBe(true)
})

test('the caller’s abort wins, before and during the work; zero is no bound', async () => {
  const abort = new AbortController()
  const waiting = withDeadline(0, abort.signal, never, () => new Error('late'))
  abort.abort()
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
  let ran = false
  const work = async () => {
    ran = true
  }
  await expect(withDeadline(0, abort.signal, work, () => new Error('late'))).rejects.toMatchObject({
    code: 'cancelled',
  })
  expect(ran).toBe(false)
})

test('work that ends in time leaves no timer and no listener', async () => {
  vi.useFakeTimers()
  try {
    const abort = new AbortController()
    const removed = vi.spyOn(abort.signal, 'removeEventListener')
    expect(
      await withDeadline(
        1_000,
        abort.signal,
        async () => 5,
        () => new Error('late'),
      ),
    ).toBe(5)
    expect(vi.getTimerCount()).toBe(0)
    expect(removed).toHaveBeenCalledOnce()
  } finally {
    vi.useRealTimers()
  }
})

test('a stage’s clock stands still while somebody is asked', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  try {
    let expired = 0
    const clock = new StageClock(() => expired++)
    clock.start(100)
    vi.advanceTimersByTime(60)
    clock.pause()
    clock.pause()
    vi.advanceTimersByTime(10_000)
    clock.resume()
    vi.advanceTimersByTime(10_000)
    expect(expired).toBe(0)
    clock.resume()
    vi.advanceTimersByTime(39)
    expect(expired).toBe(0)
    vi.advanceTimersByTime(2)
    expect(expired).toBe(1)
    // A stage that begins while somebody is asked waits too; one that was stopped never expires.
    clock.pause()
    clock.start(50)
    vi.advanceTimersByTime(500)
    clock.resume()
    vi.advanceTimersByTime(49)
    expect(expired).toBe(1)
    clock.stop()
    vi.advanceTimersByTime(500)
    clock.start(0)
    vi.advanceTimersByTime(1_000_000)
    expect(expired).toBe(1)
  } finally {
    vi.useRealTimers()
  }
})
