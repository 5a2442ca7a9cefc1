/** Verbs on machines. */
export const actions = {
  start: { label: 'Start', meaning: 'Boots the machine, or restores it where its memory was saved.' },
  shutdown: {
    label: 'Shut down',
    meaning: 'Asks the guest to shut down; it may take its time or refuse.',
  },
  reboot: { label: 'Reboot', meaning: 'Asks the guest to restart.' },
  pause: { label: 'Pause', meaning: 'Stops the virtual CPUs; memory stays on the host.' },
  resume: { label: 'Resume', meaning: 'Lets the virtual CPUs run on.' },
  save: {
    label: 'Save and stop',
    meaning: 'Writes the guest’s memory to disk and stops it; Start brings it back as it was.',
  },
  reset: { label: 'Reset', meaning: 'Like the reset button: the guest loses what it had in memory.' },
  forceOff: { label: 'Force off', meaning: 'Like pulling the plug: the guest loses what it had in memory.' },
  autostartOn: { label: 'Start with host', meaning: 'Starts the machine whenever its host starts.' },
  autostartOff: { label: 'Do not start with host', meaning: 'Leaves the machine off when its host starts.' },
} as const
