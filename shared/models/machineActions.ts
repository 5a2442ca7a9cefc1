/** Verbs on a machine, one libvirt call each. `forceOff` is virDomainDestroy. */
export const machineActions = [
  'start',
  'shutdown',
  'reboot',
  'reset',
  'forceOff',
  'pause',
  'resume',
  'save',
  'autostartOn',
  'autostartOff',
] as const
