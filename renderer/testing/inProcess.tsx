import { RPCHandler } from '@orpc/server/message-port'
import { RPCLink } from '@orpc/client/message-port'
import { MantineProvider } from '@mantine/core'
import { render } from '@testing-library/react'
import type { ReactElement } from 'react'
import { type Api, ApiProvider, openApi } from '../api/client.ts'
import { type Connection, unreachable } from '../api/coreLink.ts'
import { theme } from '../theme/mantine.ts'
import { DevCore, type DevCoreOptions } from './devCore.ts'
import { devRouter } from './devRouter.ts'

/** A core in the same process that can be cut off and reached again, over real message ports. */
export interface InProcessCore {
  api: Api
  core: DevCore
  /** Ends the connection, as a crash of the core would. */
  cut(): void
  /** While false, dialling fails. */
  reachable: boolean
  close(): void
}

/** Serves a `DevCore` to an `Api` over a message channel; every connection is a new one. */
export function openInProcess(options: Partial<DevCoreOptions> = {}): InProcessCore {
  const core = new DevCore(options)
  const handler = new RPCHandler(devRouter(core))
  let lost: AbortController | null = null
  const served: InProcessCore = {
    core,
    reachable: true,
    api: openApi(async (): Promise<Connection> => {
      // It dials at once, while `served` is still being made.
      await Promise.resolve()
      if (!served.reachable) throw unreachable()
      const { port1, port2 } = new MessageChannel()
      handler.upgrade(port2)
      port1.start()
      port2.start()
      const own = new AbortController()
      lost = own
      return {
        link: new RPCLink({ port: port1 }),
        lost: own.signal,
        close: () => {
          port1.close()
          port2.close()
        },
      }
    }),
    cut: () => lost?.abort(unreachable()),
    close: () => {
      served.api.core.close()
      core.close()
    },
  }
  return served
}

/** Draws a component inside the window's theme, with a core to talk to. */
export function renderInWindow(element: ReactElement, { api }: InProcessCore) {
  return render(
    <MantineProvider theme={theme} env="test">
      <ApiProvider value={api}>{element}</ApiProvider>
    </MantineProvider>,
  )
}
