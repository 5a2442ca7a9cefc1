import type { Catalogue } from '../catalogue.ts'

export const chart: Catalogue['chart'] = {
  usedOf: '{{used}} von {{whole}}',
  promised: '{{promised}} zugesagt ({{percent}})',
  time: 'Zeit',
  noData: 'Noch keine Messwerte',
  gap: 'nicht gemessen',
  resetRange: 'Ganzer Zeitraum',
  rangeShown: '{{from}} bis {{to}}',
  tableOf: '{{title}} als Tabelle',
  hint: 'Pfeiltasten bewegen den Zeiger, mit Umschalt wird ein Zeitraum gewählt, Escape zeigt alles.',
  series: '{{name}}: {{value}}',
}
