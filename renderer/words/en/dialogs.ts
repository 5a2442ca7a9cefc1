import { destinationLabels } from '../../../shared/destinationLabels.ts'

/** What all dialogs share. */
export const dialogs = {
  close: 'Close',
  cancel: 'Cancel',
  save: 'Save',
  production: 'Production site',
  reached: 'How it is reached',
  driver: 'Driver',
  from: 'from {{source}}',
  shortcuts: 'Keyboard shortcuts',
  saveView: 'Save as a view',
  saveViewWhat: 'Page, part of the fleet, filter, sorting, groups and columns are kept as they are now.',
  /** What changed of how a host is reached, while its credential is withheld. */
  destination: {
    title: 'Is {{name}} still reached the right way?',
    changed:
      'This was changed outside NovaCron, in its data files. Until somebody accepts it, the credential “{{credential}}” is not sent there. If nobody of you did this, put it back under “Edit host”, and find out who can write to the data folder.',
    missing:
      'Nobody who may use the credential “{{credential}}” has accepted yet that it is sent to this host. Look at its address and its trusted keys, and accept it if they are right.',
    damaged:
      'What was accepted for this host can’t be read any more. Look at its address and its trusted keys, and accept them if they are right.',
    what: 'What',
    accepted: 'As it was accepted',
    found: 'Now',
    none: 'none',
    accept: 'Accept and connect',
    look: 'Look at what changed',
    whats: destinationLabels,
  },
} as const
