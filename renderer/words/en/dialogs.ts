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
} as const
