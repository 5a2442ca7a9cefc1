import type { OpenSshMaster } from './openssh/master.ts'
import type { Connected } from './ssh/connect.ts'
import { KeyRing } from './ssh/keyRing.ts'
import { SharedHops } from './ssh/sharedHops.ts'

/**
 * What hosts share: each jump host's connection among the hosts behind it, closed when its last user
 * leaves, and unlocked keys, in memory only. One for the whole application.
 */
export class JumpPool {
  /** Keys unlocked in this run. */
  readonly keys = new KeyRing()
  /** Jump hosts reached by the client inside. */
  readonly builtin = new SharedHops<Connected>()
  /** Jump hosts reached by the system's ssh. */
  readonly openssh = new SharedHops<OpenSshMaster>()

  /** Jump hosts that are connected or connecting. */
  get size(): number {
    return this.builtin.size + this.openssh.size
  }

  /** Ends every shared connection, used or not, and forgets the unlocked keys. */
  async close(): Promise<void> {
    this.keys.clear()
    await Promise.all([this.builtin.close(), this.openssh.close()])
  }
}
