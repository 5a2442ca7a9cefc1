import type { Problem } from '../../../shared/models/host.ts'

/** Round trips beyond this make a host degraded, milliseconds. */
export const slowRoundTripMs = 2_000

/** The daemon answers pings and nothing else. */
export const callsUnanswered: Problem = {
  code: 'libvirt.unresponsive',
  message: 'The libvirt daemon lives but leaves requests unanswered: what is shown may be old.',
  next: 'Something that it waits for may hang, such as storage on a dead server or a guest’s agent: see its log and, on the host, what is in state D.',
  data: { why: 'unanswered' },
}

/** What is measured of a live connection. */
export interface LinkSigns {
  /** Since anything came from the host. */
  silenceMs: number
  /** Between two keepalives; something comes at least that often from a healthy host. */
  keepaliveMs: number
  roundTripMs: number | null
  /** What another part found slow, e.g. statistics that take longer than their interval. */
  reported: Problem | null
}

/** Why a live connection is degraded, or null. The words don't hold what changes all the time. */
export function linkProblem(signs: LinkSigns): Problem | null {
  if (signs.silenceMs > signs.keepaliveMs * 1.5 + 500) {
    return {
      code: 'libvirt.unresponsive',
      message: 'The host is late: a keepalive has stayed unanswered.',
      next: 'Nothing to do yet; it is connected anew if it stays silent.',
      data: { why: 'late' },
    }
  }
  if (signs.roundTripMs !== null && signs.roundTripMs > slowRoundTripMs) {
    return {
      code: 'libvirt.unresponsive',
      message: 'The host answers slowly: a round trip takes more than two seconds.',
      next: 'Check the load of the host and the link to it. On a slow link, compress over SSH: an option of the host and of its site.',
      data: { why: 'slow' },
    }
  }
  return signs.reported
}

/** Smooths a new round-trip measurement into the one shown (RFC 6298 §2: one eighth). */
export function smoothRoundTrip(shown: number | null, measured: number | null): number | null {
  if (measured === null) return shown
  return shown === null ? measured : shown + (measured - shown) / 8
}
