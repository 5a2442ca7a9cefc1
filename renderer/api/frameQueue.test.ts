import { expect, test, vi } from 'vitest'
import { FrameQueue } from './frameQueue.ts'

test('hands over everything that came before the frame at once and in order', () => {
  const frames: (() => void)[] = []
  const seen: number[][] = []
  const queue = new FrameQueue<number>(
    events => seen.push(events),
    work => frames.push(work),
  )
  queue.push(1)
  queue.push(2)
  queue.push(3)
  expect(seen).toEqual([])
  frames.shift()?.()
  expect(seen).toEqual([[1, 2, 3]])
  expect(frames).toEqual([])
})

test('leaves the rest of a burst to later frames once its budget is spent', () => {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(false)
  vi.spyOn(performance, 'now').mockImplementation(() => (clock += 5))
  let clock = 0
  const frames: (() => void)[] = []
  const seen: number[] = []
  const queue = new FrameQueue<number>(
    events => seen.push(...events),
    work => frames.push(work),
  )
  for (let event = 0; event < 1000; event++) queue.push(event)
  frames.shift()?.()
  expect(seen.length).toBeGreaterThan(0)
  expect(seen.length).toBeLessThan(1000)
  while (frames.length > 0) frames.shift()?.()
  expect(seen).toEqual(Array.from({ length: 1000 }, (_, index) => index))
  vi.restoreAllMocks()
})

test('a hidden page, which is rarely given a turn, takes in everything at each', () => {
  const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true)
  const now = vi.spyOn(performance, 'now').mockImplementation(() => (clock += 5))
  let clock = 0
  const frames: (() => void)[] = []
  const seen: number[] = []
  const queue = new FrameQueue<number>(
    events => seen.push(...events),
    work => frames.push(work),
  )
  for (let event = 0; event < 1000; event++) queue.push(event)
  frames.shift()?.()
  expect(seen).toHaveLength(1000)
  expect(frames).toEqual([])
  hidden.mockRestore()
  now.mockRestore()
})

test('a frame that never comes is made up for by a timer', async () => {
  vi.useFakeTimers()
  const seen: number[] = []
  const queue = new FrameQueue<number>(
    events => seen.push(...events),
    () => {},
  )
  queue.push(1)
  await vi.advanceTimersByTimeAsync(2000)
  expect(seen).toEqual([1])
  vi.useRealTimers()
})

test('what was cleared is never delivered', () => {
  const frames: (() => void)[] = []
  const seen: number[] = []
  const queue = new FrameQueue<number>(
    events => seen.push(...events),
    work => frames.push(work),
  )
  queue.push(1)
  queue.clear()
  queue.push(2)
  frames.shift()?.()
  expect(seen).toEqual([2])
})

test('hands over no more at once than was asked for', () => {
  const frames: (() => void)[] = []
  const slices: number[][] = []
  const queue = new FrameQueue<number>(
    slice => slices.push(slice),
    work => frames.push(work),
    2,
  )
  for (const event of [1, 2, 3]) queue.push(event)
  while (frames.length > 0) frames.shift()?.()
  expect(slices).toEqual([[1, 2], [3]])
})
