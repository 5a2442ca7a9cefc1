import type { Page } from '@playwright/test'

/** What differs from run to run, and must not be in a picture. */
interface Passing {
  /** The home folder of this run. */
  folder: string
  port: number
  pictureMs: number
}

const HOME = '/home/ada'
const PORT = '22'
/** Channels were opened by the computer's own clock. */
const OPENED_AGO_MS = 5.9 * 86_400_000

/** Shows a window what the core says with the same home, addresses, port and times in every run. */
export async function showTheSame(page: Page, { folder, port, pictureMs }: Passing): Promise<void> {
  await page.routeWebSocket(/\/rpc$/, socket => {
    const core = socket.connectToServer()
    core.onMessage(message => {
      if (typeof message !== 'string') return socket.send(message)
      socket.send(
        message
          .replaceAll(folder, HOME)
          .replaceAll(/\b127\.16\.4\.(?=\d)/g, '10.20.4.')
          .replaceAll(new RegExp(`\\b${port}\\b`, 'g'), PORT)
          .replaceAll(/"openedAtMs":\d+/g, `"openedAtMs":${pictureMs - OPENED_AGO_MS}`),
      )
    })
  })
}
