import type { Catalogue } from '../catalogue.ts'

export const skips: Catalogue['skips'] = {
  why: {
    hostAway: '{{host}} ist nicht verbunden; das ist der letzte bekannte Stand',
    hostReadOnly: '{{host}} ist nur lesend geöffnet',
    configured: '{{host}} ist so eingestellt, dass er nur lesend geöffnet wird',
    policy: 'eine Richtlinie öffnet {{site}} nur lesend, bis jemand Notfallrechte übernimmt',
    nobodyMay: '{{host}} ist nur lesend geöffnet: niemand, der angemeldet ist, darf dort etwas ändern',
    nobodyThere: '{{host}} ist nur lesend geöffnet: niemand ist angemeldet',
    hostGone: 'ihr Host gehört nicht mehr zur Flotte',
    machineGone: 'sie ist nicht mehr auf ihrem Host',
    underWay: 'dasselbe ist schon im Gange',
    hours: 'die Richtlinien verbieten es zu dieser Zeit, bis {{until}}',
    state: 'sie ist {{state}}',
    already: 'sie ist schon {{state}}',
    notPaused: 'sie ist {{state}}, nicht angehalten',
    guestPaused: 'sie ist angehalten, ihr Gast kann es nicht hören: erst fortsetzen',
    transientSave:
      'sie hat keine gespeicherte Definition und ließe sich aus dem gesicherten Zustand nicht starten',
    transientStart: 'sie hat keine gespeicherte Definition, die sich starten ließe',
    autostartOn: 'sie startet schon mit ihrem Host',
    autostartOff: 'sie startet nicht mit ihrem Host',
    denied: 'dafür fehlt das Recht „{{permission}}“',
  },
  zoned: '{{here}} nach Ihrer Uhr ({{there}} in {{zone}}, wo NovaCron läuft)',
  state: {
    nostate: 'in keinem bekannten Zustand',
    running: 'in Betrieb',
    blocked: 'in Betrieb',
    paused: 'angehalten',
    shutdown: 'beim Herunterfahren',
    shutoff: 'ausgeschaltet',
    crashed: 'abgestürzt',
    pmsuspended: 'vom Gast schlafen gelegt',
  },
}
