/** A finding of electronegativity that stays, and why; one that is not found any more fails the check as well. */
export interface Explained {
  readonly id: string
  /** The source file, or `N/A` where it is about the whole program. */
  readonly file: string
  readonly why: string
}

/** Every finding above informational. */
export const explained: readonly Explained[] = [
  {
    id: 'CSP_GLOBAL_CHECK',
    file: 'N/A',
    why: 'It looks for a <meta> tag. The policy is a header of every response, with a nonce of its own: shells/webPolicy.ts; desktop/protocol.test.ts and the end-to-end tests fail without it.',
  },
  {
    id: 'OPEN_EXTERNAL_JS_CHECK',
    file: 'electron/shells/desktop/hardening.ts',
    why: 'The one call: https on three named hosts, addresses that are constants of ours (checklist item 15).',
  },
  {
    id: 'PROTOCOL_HANDLER_JS_CHECK',
    file: 'electron/shells/desktop/instance.ts',
    why: 'novacron:// links are parsed by deepLink.ts and can only choose what is shown; deepLink.test.ts holds hostile ones against it.',
  },
  {
    id: 'AUXCLICK_JS_CHECK',
    file: 'electron/shells/desktop/window.ts',
    why: 'A middle click can open nothing: every new window is denied and navigation stays on our own origin (checklist items 13 and 14).',
  },
  {
    id: 'PRELOAD_JS_CHECK',
    file: 'electron/shells/desktop/window.ts',
    why: 'The preload exposes nothing: one message out, one port in (checklist item 20).',
  },
]
