// @vitest-environment node
import { expect, test } from 'vitest'
import { qrPath } from './QrCode.tsx'

test('runs of dark modules become one rectangle each', () => {
  expect(
    qrPath([
      [true, true, false],
      [false, false, true],
      [false, false, false],
    ]),
  ).toBe('M0 0h2v1h-2zM2 1h1v1h-1z')
})
