import { describe, test } from 'vitest'
import { labRequirements } from './requirements.ts'

/** What keeps this machine from carrying a lab; null where it can. In CI a missing lab is no excuse. */
export function labMissing(): string | null {
  const missing = labRequirements()
  return missing.length === 0 || process.env.CI === 'true' ? null : missing.join('; ')
}

/** Like `describe`, for tests that need a lab: skipped by name without one, failing in CI. */
export function describeWithLab(name: string, body: () => void): void {
  const missing = labMissing()
  if (missing === null) describe(name, body)
  else describe.skip(`${name} (skipped: needs ${missing})`, body)
}

/** Like `test`, for one that needs a lab. */
export function testWithLab(name: string, body: () => Promise<void>, timeoutMs?: number): void {
  const missing = labMissing()
  if (missing === null) test(name, body, timeoutMs)
  else test.skip(`${name} (skipped: needs ${missing})`, body)
}
