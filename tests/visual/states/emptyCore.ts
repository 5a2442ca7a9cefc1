import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCore } from '../../../electron/core/core.ts'
import { createLog } from '../../../electron/core/log.ts'
import { ManualClock } from '../../../electron/core/testing/manualClock.ts'
import { serveHeadless } from '../../../electron/shells/headless/server.ts'
import { pictureMs } from '../liveFleet/index.ts'

/** A served core in which there is nothing yet. */
export interface EmptyCore extends AsyncDisposable {
  readonly origin: string
  link(): string
}

/** Serves a core on a folder of its own that nobody has used. */
export async function startEmptyCore(root: string): Promise<EmptyCore> {
  const folder = mkdtempSync(join(tmpdir(), 'novacron-empty-'))
  const core = await createCore({
    folder,
    log: createLog('silent'),
    shell: 'headless',
    clock: new ManualClock(pictureMs),
  })
  const server = await serveHeadless(core, { root, port: 0 })
  return {
    origin: `http://127.0.0.1:${server.port}`,
    link: () => server.renewLink(),
    async [Symbol.asyncDispose]() {
      await server.close()
      await core.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
