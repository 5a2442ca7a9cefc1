import { expect, test } from 'vitest'
import { agesBySecond } from './startTimes.ts'

test('ages go by the host’s own clock, whatever the file’s folder', () => {
  const text = `1000
900 /run/libvirt/qemu/web.pid
990 /run/user/1000/libvirt/qemu/run/büro & <日本語> 💾.pid
1500 /run/libvirt/qemu/from the future.pid
12 /run/libvirt/qemu/driver.txt
x /run/libvirt/qemu/odd.pid`
  expect([...agesBySecond(text)]).toEqual([
    ['web', 100],
    ['büro & <日本語> 💾', 10],
    ['from the future', 0],
  ])
})

test('without the host’s time there are none', () => {
  expect(agesBySecond('sh: date: not found\n900 /run/libvirt/qemu/web.pid').size).toBe(0)
  expect(agesBySecond('').size).toBe(0)
})
