import { expect, test } from 'vitest'
import { Gate } from './gate.ts'

test('lets so many run at once, in order, and turns away who comes to a long queue', async () => {
  const gate = new Gate(2)
  const ends: (() => void)[] = []
  let running = 0
  let most = 0
  const order: number[] = []
  const run = (number: number) =>
    gate.run(0, async () => {
      order.push(number)
      most = Math.max(most, ++running)
      await new Promise<void>(resolve => ends.push(resolve))
      running -= 1
    })
  const all = Array.from({ length: 18 }, (_, number) => run(number))
  await expect(run(18)).rejects.toMatchObject({ code: 'signIn.delayed', data: { retryAtMs: 2_000 } })
  for (let number = 0; number < 18; number++) {
    while (ends.length === 0) await new Promise<void>(resolve => setImmediate(resolve))
    ends.shift()?.()
  }
  await Promise.all(all)
  expect(most).toBe(2)
  expect(order).toEqual([...Array(18).keys()])
})

test('work that fails makes room for the next', async () => {
  const gate = new Gate(1)
  const failing = gate.run(0, () => Promise.reject(new Error('no')))
  const next = gate.run(0, () => Promise.resolve('yes'))
  await expect(failing).rejects.toThrow('no')
  await expect(next).resolves.toBe('yes')
})
