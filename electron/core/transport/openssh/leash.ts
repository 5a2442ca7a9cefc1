import { spawn } from 'node:child_process'
import { killTree } from '../execLocal.ts'

/** Waits for the end of its input, which comes with the end of whoever holds the other side, in whatever way. */
const SCRIPT = 'read -r word; kill -TERM "-$1" 2>/dev/null; rm -rf -- "$2"'

/** A process group that must not outlive this process. */
export interface Leash {
  /** The group has ended by itself, or is looked after otherwise; safe to call again. */
  release(): void
}

/**
 * Ends the process group `pid` and removes `folder` should this process be killed: an ssh that is logged in would
 * go on for ever otherwise, and anybody with the same account could go through it.
 */
export function leash(pid: number, folder: string): Leash {
  const child = spawn('sh', ['-c', SCRIPT, 'novacron-leash', String(pid), folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Ctrl+C in our terminal is not meant for it.
    detached: true,
  })
  // Without a shell there is no leash; ssh itself, which was found, matters more.
  child.on('error', () => child.unref())
  child.stdin.on('error', () => child.stdin.destroy())
  child.unref()
  return {
    release() {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        killTree(child.pid, true)
    },
  }
}
