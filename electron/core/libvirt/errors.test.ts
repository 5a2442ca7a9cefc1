import { expect, test } from 'vitest'
import { errorCode, errorDomain } from './constants/errors.ts'
import { LibvirtError, LinkError } from './errors.ts'

const details = { str1: null, str2: null, str3: null, int1: 0, int2: 0 }

test('an error carries libvirt’s numbers, names and words', () => {
  const error = new LibvirtError(
    {
      code: errorCode.operationInvalid,
      domain: errorDomain.qemu,
      level: 2,
      text: 'domain is not running',
      details,
    },
    'domainSuspend',
  )
  expect(error.codeName).toBe('operationInvalid')
  expect(error.domainName).toBe('qemu')
  expect(error.message).toBe('domain is not running')
})

test('numbers newer than the table have names too', () => {
  const error = new LibvirtError({ code: 9999, domain: 888, level: 2, text: '', details }, null)
  expect([error.codeName, error.domainName]).toEqual(['error9999', 'domain888'])
})

test('a link error keeps its cause', () => {
  const cause = new Error('ECONNRESET')
  expect(new LinkError('transport', 'reset', cause)).toMatchObject({ kind: 'transport', cause })
  expect('cause' in new LinkError('closed', 'closed')).toBe(false)
})
