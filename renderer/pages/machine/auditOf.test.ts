import { expect, test } from 'vitest'
import { auditOf } from './auditOf.ts'

test('the audit is asked for the whole name, whatever is in it', () => {
  const asked = (name: string) => decodeURIComponent(auditOf({ name }).replaceAll('+', ' '))
  expect(asked('web 1')).toContain('#/audit?')
  expect(asked('web 1')).toContain('="web 1"')
  expect(asked('a" or "b')).toContain('="a  or  b"')
})
