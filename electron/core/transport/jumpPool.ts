/** Shares each jump host's transport among the hosts behind it; closed when its last user leaves. */
export class JumpPool {
  /** Ends every shared transport, used or not. */
  async close(): Promise<void> {}
}
