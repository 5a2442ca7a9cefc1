import { createRouterClient } from '@orpc/server'
import type { ContractClient } from '../../../shared/contract/client.ts'
import { AppError } from '../../../shared/errors.ts'
import { ownerCaller } from '../../core/api/caller.ts'
import { createRouter } from '../../core/api/router.ts'
import { createCore } from '../../core/core.ts'
import { createLog } from '../../core/log.ts'
import { connectLocalSocket, localSocketPath } from '../localSocket.ts'

/** A way to the core of one data folder: a core of our own, or the one that already runs. */
export interface CoreConnection {
  client: ContractClient
  /** True where another program holds the folder and answers for it. */
  shared: boolean
  close(): Promise<void>
}

/** Opens the data folder's core. `connect` false leaves every host alone (offline reading). */
export async function openCore(folder: string, options: { connect: boolean }): Promise<CoreConnection> {
  try {
    const core = await createCore({
      folder,
      log: createLog(process.env.NOVACRON_LOG ?? 'silent'),
      shell: 'cli',
    })
    const client: ContractClient = createRouterClient(createRouter(core), {
      context: { caller: ownerCaller('cli'), log: core.log },
    })
    if (options.connect) core.start()
    return { client, shared: false, close: () => core.close() }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'store.locked') throw error
    const { client, close } = await connectLocalSocket(localSocketPath(folder))
    return { client, shared: true, close }
  }
}
