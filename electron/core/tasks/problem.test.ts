import { expect, test } from 'vitest'
import { AppError } from '../../../shared/errors.ts'
import { errorCode, LibvirtError, LinkError } from '../libvirt/index.ts'
import { actionProblem } from './problem.ts'

const machine = { name: 'web', host: 'kvm1' }
const refused = (code: number, text = 'as libvirt says it') =>
  new LibvirtError(
    { code, domain: 10, level: 2, text, details: { str1: null, str2: null, str3: null, int1: 0, int2: 0 } },
    'domainCreate',
  )

test.each([
  ['noDomain', 'machine.gone'],
  ['operationInvalid', 'machine.state'],
  ['accessDenied', 'libvirt.denied'],
  ['authUnavailable', 'libvirt.denied'],
  ['operationTimeout', 'libvirt.error'],
  ['noSupport', 'libvirt.error'],
  ['internalError', 'libvirt.error'],
] as const)('%s of libvirt is %s, with its words and a next step', (name, code) => {
  const problem = actionProblem(refused(errorCode[name]), machine)
  expect(problem).toBeInstanceOf(AppError)
  expect(problem).toMatchObject({ code, data: { libvirtName: name, libvirtText: 'as libvirt says it' } })
  expect((problem as AppError).next?.length).toBeGreaterThan(10)
})

test('no answer is never told as a refusal: it may have been done', () => {
  expect(actionProblem(new LinkError('closed', 'x'), machine)).toMatchObject({
    code: 'transport.closed',
    message: expect.stringContaining('not known'),
  })
  expect(actionProblem(new LinkError('timeout', 'x'), machine)).toMatchObject({
    code: 'libvirt.unresponsive',
    message: expect.stringContaining('may still'),
  })
  expect(actionProblem(new LinkError('aborted', 'x'), machine)).toMatchObject({ code: 'task.cancelled' })
})

test('a peer’s text is bounded, and what is no known failure stays what it is', () => {
  const problem = actionProblem(refused(errorCode.internalError, '💾'.repeat(100_000)), machine)
  expect((problem as AppError).message.length).toBeLessThan(600)
  const bug = new TypeError('ours')
  expect(actionProblem(bug, machine)).toBe(bug)
})
