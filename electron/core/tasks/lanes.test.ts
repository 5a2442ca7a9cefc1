import { expect, test } from 'vitest'
import { Lanes } from './lanes.ts'

const never = new AbortController().signal

test('lets so many in at a time and the others in order, each lane for itself', async () => {
  const lanes = new Lanes<string>(2)
  const entered: string[] = []
  const enter = async (lane: string, name: string) => {
    const leave = await lanes.enter(lane, never)
    entered.push(name)
    return leave
  }
  const first = await enter('a', '1')
  await enter('a', '2')
  const third = enter('a', '3')
  const fourth = enter('a', '4')
  await enter('b', 'b')
  expect(entered).toEqual(['1', '2', 'b'])
  first()
  first()
  const leaveThird = await third
  expect(entered).toEqual(['1', '2', 'b', '3'])
  leaveThird()
  await fourth
  expect(entered).toEqual(['1', '2', 'b', '3', '4'])
})

test('who gives up waiting takes no place', async () => {
  const lanes = new Lanes<string>(1)
  const leave = await lanes.enter('a', never)
  const quitter = new AbortController()
  const waiting = lanes.enter('a', quitter.signal)
  const patient = lanes.enter('a', never)
  quitter.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  leave()
  await expect(patient).resolves.toBeTypeOf('function')
  await expect(lanes.enter('a', quitter.signal)).rejects.toThrow('enough')
})
