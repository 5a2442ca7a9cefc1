import type { Catalogue } from '../catalogue.ts'

export const dialogs: Catalogue['dialogs'] = {
  close: 'Schließen',
  cancel: 'Abbrechen',
  save: 'Speichern',
  production: 'Produktivstandort',
  reached: 'Wie er erreicht wird',
  driver: 'Treiber',
  from: 'aus {{source}}',
  shortcuts: 'Tastenkürzel',
  saveView: 'Als Ansicht speichern',
  saveViewWhat:
    'Seite, Teil der Flotte, Filter, Sortierung, Gruppen und Spalten werden gehalten, wie sie jetzt sind.',
  destination: {
    title: 'Wird {{name}} noch richtig erreicht?',
    changed:
      'Das wurde außerhalb von NovaCron geändert, in den Datendateien. Bis es jemand bestätigt, werden die Zugangsdaten „{{credential}}“ nicht dorthin gesendet. War das niemand von Ihnen, dann unter „Host bearbeiten“ zurücksetzen und klären, wer in den Datenordner schreiben kann.',
    missing:
      'Niemand, der die Zugangsdaten „{{credential}}“ nutzen darf, hat bisher bestätigt, dass sie an diesen Host gehen. Adresse und vertraute Schlüssel prüfen und bestätigen, wenn sie stimmen.',
    damaged:
      'Was für diesen Host bestätigt war, ist nicht mehr lesbar. Adresse und vertraute Schlüssel prüfen und bestätigen, wenn sie stimmen.',
    what: 'Was',
    accepted: 'Wie bestätigt',
    found: 'Jetzt',
    none: 'keine',
    accept: 'Bestätigen und verbinden',
    look: 'Änderung ansehen',
    whats: {
      address: 'Adresse',
      transport: 'Transport',
      jump: 'Sprunghosts',
      keyFiles: 'Schlüsseldateien',
      credential: 'Zugangsdaten',
      hostKeys: 'Vertraute Hostschlüssel',
    },
  },
}
