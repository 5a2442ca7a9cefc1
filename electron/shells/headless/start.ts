import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createCore } from '../../core/core.ts'
import { createLog, logLevel } from '../../core/log.ts'
import { localSocketPath, serveLocalSocket } from '../localSocket.ts'
import { serveHeadless } from './server.ts'

/** A core with its loopback server and local socket. */
export interface RunningHeadless {
  readonly link: string
  readonly port: number
  /** What a person should know about how the data folder was opened. */
  readonly notices: readonly string[]
  close(): Promise<void>
}

/** The built renderer beside the built shell (out/main → out/renderer); from sources, in out/. */
export function rendererRoot(): string {
  const here = dirname(fileURLToPath(import.meta.url))
  const built = here.includes(join('out', 'main'))
  return built
    ? join(here.slice(0, here.lastIndexOf(join('out', 'main'))), 'out', 'renderer')
    : join(here, '..', '..', '..', 'out', 'renderer')
}

/** Opens the data folder's core, connects its hosts and serves the interface on 127.0.0.1. */
export async function startHeadless(options: {
  folder: string
  port: number
  root?: string
}): Promise<RunningHeadless> {
  const core = await createCore({
    folder: options.folder,
    log: createLog(logLevel('warn')),
    shell: 'headless',
  })
  const stack = new AsyncDisposableStack()
  stack.defer(() => core.close())
  try {
    const local = await serveLocalSocket(core, localSocketPath(options.folder))
    stack.defer(() => local.close())
    const server = await serveHeadless(core, { root: options.root ?? rendererRoot(), port: options.port })
    stack.defer(() => server.close())
    core.signInLink = () => server.renewLink()
    core.browsers = server.browsers
    core.start()
    const { notices } = core.store
    return { link: server.link, port: server.port, notices, close: () => stack.disposeAsync() }
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}
