import { expect, test } from 'vitest'
import { createLog, logLevel } from './log.ts'

test.each([
  [undefined, 'warn'],
  ['', 'warn'],
  ['nonsense', 'warn'],
  ['__proto__', 'warn'],
  ['debug', 'debug'],
  [' Info ', 'info'],
  ['silent', 'silent'],
] as const)('NOVACRON_LOG=%s logs from %s on', (named, level) => {
  const chosen = logLevel('warn', { NOVACRON_LOG: named })
  expect(chosen).toBe(level)
  expect(() => createLog(chosen)).not.toThrow()
})
