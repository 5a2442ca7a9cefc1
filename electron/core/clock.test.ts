import { expect, test } from 'vitest'
import { systemClock } from './clock.ts'

test('a timer calls once, a cancelled one never', async () => {
  const called: string[] = []
  const cancel = systemClock.after(1, () => called.push('cancelled'))
  cancel()
  cancel()
  await new Promise<void>(resolve => {
    systemClock.after(5, () => {
      called.push('kept')
      resolve()
    })
  })
  expect(called).toEqual(['kept'])
})

test('a negative or huge delay is brought into range instead of firing wrongly', async () => {
  let late = false
  const cancel = systemClock.after(Number.MAX_SAFE_INTEGER, () => {
    late = true
  })
  await new Promise<void>(resolve => {
    systemClock.after(-5, resolve)
  })
  expect(late).toBe(false)
  cancel()
})

test('monotonic time does not go backwards', () => {
  const first = systemClock.monotonicMs()
  expect(systemClock.monotonicMs()).toBeGreaterThanOrEqual(first)
  expect(systemClock.nowMs()).toBeGreaterThan(1_600_000_000_000)
})
