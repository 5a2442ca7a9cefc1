// @vitest-environment node
import { RPCHandler } from '@orpc/server/message-port'
import { createORPCClient } from '@orpc/client'
import { expect, test } from 'vitest'
import { DevCore } from '../testing/devCore.ts'
import { devRouter } from '../testing/devRouter.ts'
import type { CoreClient } from './client.ts'
import { portDialer } from './portDialer.ts'

const ORIGIN = 'app://novacron'

/** A page whose preload answers `novacron:ready` as the desktop shell's does. */
function pageWith(answer: (say: (event: object) => void) => void) {
  const target = new EventTarget()
  const page = {
    origin: ORIGIN,
    addEventListener: target.addEventListener.bind(target),
    removeEventListener: target.removeEventListener.bind(target),
    postMessage: (data: unknown, origin: string) => {
      expect([data, origin]).toEqual(['novacron:ready', ORIGIN])
      answer(event => target.dispatchEvent(Object.assign(new Event('message'), event)))
    },
  }
  return page as typeof page & Window
}

test('asks for a port, speaks over it, and hears of its end', async () => {
  const core = new DevCore({ machines: 2 })
  const { port1, port2 } = new MessageChannel()
  new RPCHandler(devRouter(core)).upgrade(port2)
  port2.start()
  const page = pageWith(say => say({ data: 'novacron:port', origin: ORIGIN, source: page, ports: [port1] }))
  const connection = await portDialer(page)(new AbortController().signal)
  const client = createORPCClient<CoreClient>(connection.link)
  await expect(client.app.info()).resolves.toMatchObject({ shell: 'test' })
  port2.close()
  await new Promise(done => connection.lost.addEventListener('abort', done))
  connection.close()
  core.close()
})

test('a port that another origin or window offers is not taken', async () => {
  const { port1, port2 } = new MessageChannel()
  const page = pageWith(say => {
    say({ data: 'novacron:port', origin: 'https://elsewhere.example', source: page, ports: [port1] })
    say({ data: 'novacron:port', origin: ORIGIN, source: {}, ports: [port1] })
    say({ data: 'something else', origin: ORIGIN, source: page, ports: [port1] })
  })
  const stop = new AbortController()
  const dialled = portDialer(page)(stop.signal)
  stop.abort(new Error('waited long enough'))
  await expect(dialled).rejects.toThrow('waited long enough')
  port1.close()
  port2.close()
})
