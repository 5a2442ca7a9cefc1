/** Why somebody may do something or not: the rule that decided, in words. */
export const decisions = {
  rule: {
    granted: 'Allowed by {{grant}}.',
    notGranted: 'Nothing that was granted to {{person}} gives the right “{{right}}”.',
    elsewhere: '{{person}} holds the right “{{right}}”, but not for {{what}}.',
    ownAccount: 'Everybody with an account here may do this with what is their own.',
    noPeople: 'Nobody has set up people here: whoever opens this data folder is its owner.',
    nobody: 'Nobody is signed in here.',
    mustFirst: 'Something has to be done first: a passphrase or a second factor of your own.',
  },
  near: 'Not for {{what}}: {{grant}}.',
  nearGone: 'Covers nothing any more: {{grant}}.',
  somebody: 'This person',
  grant: 'the role {{role}} over {{place}}',
  grantThrough: 'the role {{role}} over {{place}}, through the group {{group}}',
  elevated: '{{role}} (break-glass)',
  place: {
    everything: 'everything',
    site: 'the site {{name}}',
    host: 'the host {{name}}',
    query: 'machines that match {{name}}',
    installation: 'the whole installation',
    machine: '{{name}} on {{host}}',
  },
  unnamed: {
    site: 'this site',
    host: 'this host',
    machine: 'this machine',
  },
  gone: {
    site: 'a site that is gone',
    host: 'a host that is gone',
  },
} as const
