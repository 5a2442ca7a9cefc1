import type { Catalogue } from '../catalogue.ts'

export const notHere: Catalogue['notHere'] = {
  looking: 'Es wird nachgesehen, ob es hier bekannt war',
  machine: {
    gone: 'Diese Maschine gehört nicht mehr zur Flotte',
    goneWhy:
      'Ihre Definition wurde auf dem Host entfernt, der Host wurde entfernt, oder Sie dürfen sie nicht mehr sehen.',
    unknown: 'Diese Maschine ist hier nicht bekannt',
    next: 'Alle Maschinen',
  },
  host: {
    gone: 'Dieser Host gehört nicht mehr zur Flotte',
    goneWhy: 'Er wurde entfernt, oder Sie dürfen ihn nicht mehr sehen.',
    unknown: 'Dieser Host ist hier nicht bekannt',
    next: 'Alle Hosts',
  },
  site: {
    gone: 'Dieser Standort gehört nicht mehr zur Flotte',
    goneWhy:
      'Er wurde entfernt, oder Sie dürfen ihn nicht mehr sehen. Was darin war, steht jetzt eine Ebene höher.',
    unknown: 'Dieser Standort ist hier nicht bekannt',
  },
  unknownWhy:
    'Der Link stammt von einer anderen Installation, das Gesuchte verschwand, bevor davon etwas festgehalten wurde, oder Sie dürfen es nicht sehen.',
}
