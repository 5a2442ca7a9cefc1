/**
 * What each act of the audit is called in English: procedures that change something, and what the core itself tells.
 * The window has it in every language, the command line prints it; exports keep the codes.
 */
export const auditActs = {
  app: {
    signInLink: 'Made a link to sign in with',
    endSession: 'Ended a browser’s session',
    retryAll: 'Tried all waiting hosts again',
  },
  sites: { create: 'Made a site', update: 'Changed a site', remove: 'Removed a site' },
  hosts: {
    preview: 'Looked up what a host’s address means',
    add: 'Added a host',
    update: 'Changed a host',
    remove: 'Removed a host',
    connect: 'Connected a host',
    disconnect: 'Disconnected a host',
    answer: 'Answered a host’s question',
    test: 'Diagnosed a connection',
    readList: 'Read a list of hosts',
    forgetKey: 'Forgot a host key',
    acceptDestination: 'Accepted how a host is reached',
  },
  machines: { operate: 'Acted on machines', export: 'Exported the list of machines' },
  tasks: { cancel: 'Cancelled a task' },
  settings: {
    setConnectionDefaults: 'Changed the connection defaults',
    verify: 'Checked the database',
    compact: 'Compacted the database',
    exportHosts: 'Exported the list of hosts',
    diagnostics: 'Wrote diagnostics',
  },
  register: {
    begin: 'Signed people and rights for the first time',
    adopt: 'Signed people and rights of an older version',
    newKey: 'Renewed the key that signs people and rights',
    putBack: 'Put back what was changed outside NovaCron',
    cover: 'Signed policies and sealed where credentials go',
  },
  session: {
    setUp: 'Set up this installation',
    signIn: 'Signed in',
    signInByKeychain: 'Signed in by the keychain',
    recover: 'Recovered an account',
    lock: 'Locked',
    signOut: 'Signed out',
    changePassphrase: 'Changed their passphrase',
    remember: 'Changed what the keychain keeps',
    newRecoveryKey: 'Made a new recovery key',
    beginSecondFactor: 'Began to set up a second factor',
    confirmSecondFactor: 'Set up a second factor',
    renewRecoveryCodes: 'Made new recovery codes',
    removeSecondFactor: 'Removed their second factor',
    end: 'Ended a session',
    elevate: 'Broke the glass',
    endElevation: 'Ended break-glass',
    becomePeople: 'Made it an installation of several people',
    becomeJustMe: 'Made it an installation of one person',
  },
  people: {
    add: 'Added a person',
    update: 'Changed a person',
    remove: 'Removed a person',
    resetPassphrase: 'Reset a person’s passphrase',
    resetSecondFactor: 'Reset a person’s second factor',
    addGroup: 'Made a group',
    updateGroup: 'Changed a group',
    removeGroup: 'Removed a group',
    addRole: 'Made a role',
    updateRole: 'Changed a role',
    removeRole: 'Removed a role',
    addGrant: 'Granted a role',
    removeGrant: 'Took a grant away',
  },
  credentials: {
    add: 'Added a credential',
    update: 'Changed a credential',
    remove: 'Removed a credential',
    withheld: 'Withheld a credential',
  },
  policies: { set: 'Changed the policies' },
  config: {
    set: 'Changed a setting',
    export: 'Exported the settings',
    import: 'Imported settings',
    reset: 'Reset settings',
  },
  backup: {
    list: 'Listed the back-ups',
    run: 'Made a back-up',
    preview: 'Looked into a back-up',
    restore: 'Restored a back-up',
    cancelRestore: 'Gave up a restore',
    remove: 'Removed a back-up',
    schedule: 'Changed when back-ups are made',
  },
  audit: {
    verify: 'Verified the audit log',
    export: 'Exported the audit log',
    broken: 'Found the audit log broken',
    lost: 'Lost entries',
    prune: 'Pruned the audit log',
    forward: 'Forwarding of the audit log',
    refusals: 'Refused again and again',
  },
  task: { ended: 'Task ended' },
  event: { many: 'Many events' },
  away: {
    started: 'Started while not reached',
    stopped: 'Stopped while not reached',
    paused: 'Paused while not reached',
    resumed: 'Resumed while not reached',
    suspended: 'Suspended while not reached',
    crashed: 'Crashed while not reached',
    changed: 'Changed while not reached',
    redefined: 'Redefined while not reached',
    appeared: 'Appeared while not reached',
    vanished: 'Vanished while not reached',
  },
} as const

/** The English words of an act; null for one that has none of its own. */
export function auditActWords(act: string): string | null {
  const [area = '', name = ''] = act.split('.')
  if (!Object.hasOwn(auditActs, area)) return null
  const words: Readonly<Record<string, string>> = auditActs[area as keyof typeof auditActs]
  return Object.hasOwn(words, name) ? (words[name] ?? null) : null
}
