import { expect, test } from 'vitest'
import { Readings } from './readings.ts'

test('who asks during a reading gets the next one, which all of them share', async () => {
  const begun: PromiseWithResolvers<string>[] = []
  const readings = new Readings(() => {
    const one = Promise.withResolvers<string>()
    begun.push(one)
    return one.promise
  })
  const first = readings.run()
  const second = readings.run()
  const third = readings.run()
  expect(begun).toHaveLength(1)
  begun[0]?.reject(new Error('refused'))
  await expect(first).rejects.toThrow('refused')
  await expect.poll(() => begun.length).toBe(2)
  const fourth = readings.run()
  begun[1]?.resolve('second')
  expect(await Promise.all([second, third])).toEqual(['second', 'second'])
  await expect.poll(() => begun.length).toBe(3)
  begun[2]?.resolve('third')
  expect(await fourth).toBe('third')
  const fifth = readings.run()
  expect(begun).toHaveLength(4)
  begun[3]?.resolve('fourth')
  expect(await fifth).toBe('fourth')
})
