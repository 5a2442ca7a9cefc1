import { expect, test } from 'vitest'
import { linkProblem, smoothRoundTrip } from './health.ts'

const healthy = { silenceMs: 100, keepaliveMs: 5_000, roundTripMs: 40, reported: null }

test('a healthy link has no problem', () => {
  expect(linkProblem(healthy)).toBeNull()
  expect(linkProblem({ ...healthy, silenceMs: 5_200, roundTripMs: null })).toBeNull()
})

test('a missed keepalive, slow answers or another part make it degraded', () => {
  expect(linkProblem({ ...healthy, silenceMs: 8_100 })?.message).toContain('late')
  expect(linkProblem({ ...healthy, roundTripMs: 2_500 })?.message).toContain('slowly')
  const reported = { code: 'libvirt.unresponsive' as const, message: 'statistics take 4 s' }
  expect(linkProblem({ ...healthy, reported })).toBe(reported)
})

test('one slow answer does not make the whole figure jump', () => {
  expect(smoothRoundTrip(null, 40)).toBe(40)
  expect(smoothRoundTrip(40, 120)).toBe(50)
  expect(smoothRoundTrip(40, null)).toBe(40)
})
