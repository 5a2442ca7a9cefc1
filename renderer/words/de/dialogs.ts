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
}
