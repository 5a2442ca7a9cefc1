import { expect, test } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import { errorCode, LibvirtError, LinkError, type LinkErrorKind } from '../libvirt/index.ts'
import type { HostId } from '../../../shared/ids.ts'
import type { HostState } from '../../../shared/models/host.ts'
import { libvirtProblem, notLive, toProblem } from './problem.ts'

const refused = (code: number, text = 'no') =>
  new LibvirtError(
    { code, domain: 7, level: 2, text, details: { str1: null, str2: null, str3: null, int1: 0, int2: 0 } },
    'connectOpen',
  )
const codeOf = (error: unknown) => (error instanceof AppError ? error.code : null)

test('each refusal of libvirt has its own code and a next step', () => {
  const cases: [number, string][] = [
    [errorCode.authFailed, 'libvirt.denied'],
    [errorCode.authUnavailable, 'libvirt.denied'],
    [errorCode.accessDenied, 'libvirt.denied'],
    [errorCode.operationDenied, 'libvirt.denied'],
    [errorCode.noConnect, 'libvirt.error'],
    [errorCode.internalError, 'libvirt.error'],
  ]
  for (const [code, expected] of cases) {
    const problem = toProblem(libvirtProblem(refused(code), 'libvirtOpen'))
    expect(problem).toMatchObject({ code: expected, data: { stage: 'libvirtOpen', libvirtCode: code } })
    expect(problem.next?.length).toBeGreaterThan(10)
  }
})

test('each end of the link has its own code', () => {
  const expected: Record<LinkErrorKind, string> = {
    dead: 'libvirt.unresponsive',
    timeout: 'libvirt.unresponsive',
    aborted: 'cancelled',
    unsupported: 'libvirt.authRequired',
    protocol: 'libvirt.protocol',
    encode: 'libvirt.protocol',
    closed: 'transport.closed',
    transport: 'transport.closed',
  }
  for (const [kind, code] of Object.entries(expected))
    expect(codeOf(libvirtProblem(new LinkError(kind as LinkErrorKind, 'x'), 'version'))).toBe(code)
})

test('a peer’s text is bounded, a bug’s text stays inside', () => {
  const long = toProblem(libvirtProblem(refused(errorCode.internalError, 'y'.repeat(1_000_000)), 'version'))
  expect(long.message.length).toBeLessThan(2_000)
  expect(toProblem(new Error('a secret of the program'))).toMatchObject({ code: 'internal' })
  expect(toProblem(new Error('a secret of the program')).message).not.toContain('secret')
  const own = new AppError('tcp.timeout', 'late')
  expect(libvirtProblem(own, 'tcp')).toBe(own)
})

test('who wants something of a host that is not connected is told why, and what to do', () => {
  const id = '11111111-1111-4111-8111-111111111111' as HostId
  const host = { id, name: 'kvm1', siteId: null, uri: 'x', autoConnect: true, options: {}, createdAtMs: 1 }
  const state = (part: Partial<HostState>) => ({ phase: 'disconnected', problem: null, ...part }) as HostState
  expect(notLive(host, state({}))).toMatchObject({
    code: 'host.notLive',
    message: 'kvm1 is not connected',
    next: 'Connect it.',
  })
  const problem = { code: 'tcp.refused' as const, message: 'Refused.', next: 'Look.' }
  expect(notLive(host, state({ phase: 'waiting', problem }))).toMatchObject({
    message: 'kvm1 is not connected: Refused.',
    next: 'Look.',
    data: { hostId: id, phase: 'waiting', code: 'tcp.refused' },
  })
  expect(notLive(host, state({ phase: 'connecting' })).next).toBe('Wait until it is live.')
})
