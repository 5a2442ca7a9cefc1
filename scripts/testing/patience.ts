import { vi } from 'vitest'

/** Most of a test's time: a condition that never comes true still fails with its own words. */
const PATIENCE_MS = 30_000

type WaitFor = typeof vi.waitFor

const plain = Symbol.for('novacron.waitFor')
const own = vi as typeof vi & { [plain]?: WaitFor }
// Several files share a process: it is wrapped once.
own[plain] ??= vi.waitFor
const waitFor = own[plain]

/** vitest gives up after a second, which a busy machine may take for anything; it has no setting for that. */
vi.waitFor = ((callback, options) =>
  waitFor(callback, options ?? { timeout: PATIENCE_MS, interval: 20 })) as WaitFor
