/**
 * By whom or what something happened that nobody did through NovaCron, as entries of the audit keep it: a code as much
 * as words, so none may change.
 */
export const auditCauses = {
  outside: 'something outside NovaCron',
  guestAsked: 'its guest; libvirt does not tell whether somebody asked it to',
  guest: 'its guest',
  crashed: 'itself: it crashed',
  ioError: 'libvirt, after an I/O error',
  watchdog: 'its watchdog',
  libvirtError: 'libvirt, after an error',
} as const

export type AuditCause = keyof typeof auditCauses
