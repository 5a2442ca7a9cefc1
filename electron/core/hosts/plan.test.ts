import { expect, test } from 'vitest'
import { defaultOptions } from './options.ts'
import { keepaliveOf, provesNetwork, silenceLimitMs } from './plan.ts'

test('the last unanswered ping is judged when the promised silence is over', () => {
  for (const [keepaliveSeconds, keepaliveCount] of [
    [5, 3],
    [1, 1],
    [10, 20],
  ] as const) {
    const options = { ...defaultOptions, keepaliveSeconds, keepaliveCount }
    const { intervalMs, count } = keepaliveOf(options)
    const judgedMs = intervalMs * (count + 1)
    expect(judgedMs).toBeLessThanOrEqual(silenceLimitMs(options))
    expect(silenceLimitMs(options) - judgedMs).toBeLessThan(100)
  }
  expect(silenceLimitMs(defaultOptions)).toBe(15_000)
})

test('only what the host itself said proves that the network carries', () => {
  expect(provesNetwork('resolve', '192.0.2.1')).toBe(false)
  expect(provesNetwork('tcp', undefined)).toBe(false)
  expect(provesNetwork('tcp', '192.0.2.1:22')).toBe(false)
  expect(provesNetwork('sshVersion', undefined)).toBe(false)
  expect(provesNetwork('sshVersion', 'SSH-2.0-OpenSSH_9.2')).toBe(true)
  expect(provesNetwork('hostKey', undefined)).toBe(true)
  expect(provesNetwork('libvirtOpen', undefined)).toBe(false)
  expect(provesNetwork('version', undefined)).toBe(true)
})
