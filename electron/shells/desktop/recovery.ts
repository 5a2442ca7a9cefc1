import { type BrowserWindow, dialog } from 'electron'
import type { Logger } from '../../core/log.ts'
import { APP_START } from './origin.ts'
import { type DesktopWords, fill } from './words.ts'

/** A page that ends so often within `CRASH_WITHIN_MS` is not simply loaded again. */
export const CRASHES_MAX = 3
export const CRASH_WITHIN_MS = 60_000

/** Counts crashes within a span. */
export class CrashCount {
  #at: number[] = []

  /** Notes a crash at `nowMs` (monotonic); true while the page may be loaded again without asking. */
  note(nowMs: number): boolean {
    this.#at = [...this.#at.filter(at => nowMs - at < CRASH_WITHIN_MS), nowMs]
    return this.#at.length <= CRASHES_MAX
  }

  /** A person decided: counting begins anew. */
  forget(): void {
    this.#at = []
  }
}

/** What the recovery needs. */
export interface RecoveryParts {
  log: Logger
  words(): DesktopWords
  /** The address that was shown last, `#/…`; null before the first. */
  address(): string | null
  quit(): void
}

/**
 * Loads a page whose process ended again, at the address where it was; its state is there and in the
 * core. One that keeps ending is left to a person, and so is one that hangs.
 */
export function recoverWindow(window: BrowserWindow, parts: RecoveryParts): void {
  const crashes = new CrashCount()
  let asking = false
  const load = (address: string | null) => {
    window.loadURL(APP_START + (address ?? '')).catch((error: unknown) => {
      parts.log.error({ err: error }, 'the page could not be loaded again')
    })
  }
  const ask = async () => {
    const words = parts.words()
    const { response } = await dialog.showMessageBox(window, {
      type: 'error',
      message: words.crashed,
      detail: fill(words.crashedDetail, { count: CRASHES_MAX + 1, seconds: CRASH_WITHIN_MS / 1000 }),
      buttons: [words.crashedAgain, words.crashedStart, words.quit],
      defaultId: 0,
      cancelId: 2,
    })
    crashes.forget()
    if (response === 2) parts.quit()
    else load(response === 0 ? parts.address() : null)
  }
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return
    parts.log.error({ reason, exitCode }, 'the page’s process ended')
    if (crashes.note(performance.now())) load(parts.address())
    else ask().catch((error: unknown) => parts.log.error({ err: error }, 'nobody could be asked'))
  })
  const askWait = async () => {
    const words = parts.words()
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      message: words.hung,
      detail: words.hungDetail,
      buttons: [words.hungWait, words.hungReload],
      defaultId: 0,
      cancelId: 0,
    })
    // Ending its process makes `render-process-gone` load it again.
    if (response === 1 && !window.isDestroyed()) window.webContents.forcefullyCrashRenderer()
  }
  window.on('unresponsive', () => {
    if (asking) return
    asking = true
    askWait()
      .catch((error: unknown) => parts.log.error({ err: error }, 'nobody could be asked'))
      .finally(() => {
        asking = false
      })
  })
}
