import type { Page } from '@playwright/test'
import type { StatePage } from './pages.ts'

/** Calls that the frame around a page lives on; they go through whatever the page's own do. */
const frameCalls = /^\/(session|app|settings|config|hosts\/watch|tasks|sites|policies)\b/

/** Holds a page's own calls for ever, so that it stays as it is while it loads. */
export async function holdCalls(page: Page, of: StatePage): Promise<void> {
  await page.routeWebSocket(/\/rpc$/, socket => {
    const core = socket.connectToServer()
    socket.onMessage(message => {
      if (!isOwn(message, of)) core.send(message)
    })
  })
}

/** Answers a page's own calls with an error. */
export async function failCalls(page: Page, of: StatePage): Promise<void> {
  await page.routeWebSocket(/\/rpc$/, socket => {
    const core = socket.connectToServer()
    socket.onMessage(message => {
      if (!isOwn(message, of)) return core.send(message)
      const { i } = JSON.parse(String(message)) as { i: string }
      const data = {
        code: 'store.corrupt',
        message: 'The database of the fleet could not be read: the disk reported an error.',
        next: 'Check the disk, then restore a back-up in Settings.',
      }
      const json = { defined: true, code: 'APP', status: 400, message: data.message, data }
      socket.send(JSON.stringify({ i, p: { s: 400, b: { json, meta: [] } } }))
    })
  })
}

/** True for a request of the page itself; ends and answers of the frame's streams are none. */
function isOwn(message: string | Buffer, { frame, around }: StatePage): boolean {
  const { p } = JSON.parse(String(message)) as { p?: { u?: string } }
  const path = p?.u
  if (path === undefined) return false
  if (around?.test(path)) return false
  return !frameCalls.test(path) || (frame?.test(path) ?? false)
}
