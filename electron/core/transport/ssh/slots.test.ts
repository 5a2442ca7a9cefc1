import { expect, test } from 'vitest'
import { Slots } from './slots.ts'

const never = () => new AbortController().signal

test('as many as there are, then in turn; giving back twice counts once', async () => {
  const slots = new Slots(2)
  const order: string[] = []
  const [one, two] = [await slots.take(never()), await slots.take(never())]
  const three = slots.take(never()).then(free => {
    order.push('three')
    return free
  })
  const four = slots.take(never()).then(free => {
    order.push('four')
    return free
  })
  await new Promise(resolve => setImmediate(resolve))
  expect(order).toEqual([])
  one()
  one()
  await three
  await new Promise(resolve => setImmediate(resolve))
  expect(order).toEqual(['three'])
  two()
  await four
})

test('who gives up loses the turn, and no slot is lost', async () => {
  const slots = new Slots(1)
  const free = await slots.take(never())
  const abort = new AbortController()
  const waiting = slots.take(abort.signal)
  abort.abort()
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' })
  await expect(slots.take(abort.signal)).rejects.toMatchObject({ code: 'cancelled' })
  free()
  ;(await slots.take(never()))()
})
