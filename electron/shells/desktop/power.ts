import type { PowerMonitor } from 'electron'

/** What follows the computer's power. */
export interface PowerFollower {
  /** It is about to sleep: sessions begin nothing new. */
  sleep(): void
  /** Its screen was locked: nobody is there. */
  screenLocked(): void
  /** It woke: every session proves that it lives, or is tried at once. */
  wake(): void
  /** It is shutting down: close cleanly while there is time. */
  end(): void
}

/** Hears sleep, wake and shutdown of the computer. */
export function followPower(monitor: PowerMonitor, follower: PowerFollower): void {
  monitor.on('suspend', () => follower.sleep())
  // Known on macOS and Windows only; elsewhere the idle time locks.
  monitor.on('lock-screen', () => follower.screenLocked())
  monitor.on('resume', () => follower.wake())
  if (process.platform !== 'win32')
    monitor.on('shutdown', (event?: { preventDefault(): void }) => {
      // Prevented, the system waits a moment for the program to end by itself.
      event?.preventDefault()
      follower.end()
    })
}
