/** In place of a machine, a host or a site that is not there: what is known of it. */
export const notHere = {
  looking: 'Looking whether it was known here',
  machine: {
    gone: 'This machine is not in the fleet any more',
    goneWhy: 'It was undefined on its host, its host was removed, or you may not see it any more.',
    unknown: 'This machine is not known here',
    next: 'All machines',
  },
  host: {
    gone: 'This host is not in the fleet any more',
    goneWhy: 'It was removed, or you may not see it any more.',
    unknown: 'This host is not known here',
    next: 'All hosts',
  },
  site: {
    gone: 'This site is not in the fleet any more',
    goneWhy: 'It was removed, or you may not see it any more. What was in it moved up, out of it.',
    unknown: 'This site is not known here',
  },
  unknownWhy:
    'The link is from another installation, it was gone before anything was kept of it, or you may not see it.',
} as const
