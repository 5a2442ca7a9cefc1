import type { Catalogue } from '../catalogue.ts'

/** Warum jemand etwas darf oder nicht: die Regel, die entschied, in Worten. */
export const decisions: Catalogue['decisions'] = {
  rule: {
    granted: 'Erlaubt durch {{grant}}.',
    notGranted: 'Nichts, was {{person}} freigegeben ist, gibt das Recht „{{right}}“.',
    elsewhere: '{{person}} hat das Recht „{{right}}“, aber nicht für {{what}}.',
    ownAccount: 'Alle mit einem Konto hier dürfen das mit dem, was ihr Eigenes ist.',
    noPeople: 'Hier sind keine Personen eingerichtet: Wer diesen Datenordner öffnet, dem gehört er.',
    nobody: 'Hier ist niemand angemeldet.',
    mustFirst: 'Vorher ist etwas anderes zu tun: eine eigene Passphrase oder ein zweiter Faktor.',
  },
  near: 'Nicht für {{what}}: {{grant}}.',
  nearGone: 'Umfasst nichts mehr: {{grant}}.',
  somebody: 'Diese Person',
  grant: 'die Rolle {{role}} für {{place}}',
  grantThrough: 'die Rolle {{role}} für {{place}}, durch die Gruppe {{group}}',
  elevated: '{{role}} (Notfallrechte)',
  place: {
    everything: 'alles',
    site: 'den Standort {{name}}',
    host: 'den Host {{name}}',
    query: 'Maschinen, auf die {{name}} passt',
    installation: 'die ganze Installation',
    machine: '{{name}} auf {{host}}',
  },
  unnamed: {
    site: 'diesen Standort',
    host: 'diesen Host',
    machine: 'diese Maschine',
  },
  gone: {
    site: 'einen Standort, den es nicht mehr gibt',
    host: 'einen Host, den es nicht mehr gibt',
  },
}
