/** Charts and bars. */
export const chart = {
  usedOf: '{{used}} of {{whole}}',
  promised: '{{promised}} promised ({{percent}})',
  time: 'Time',
  noData: 'No samples yet',
  gap: 'not measured',
  resetRange: 'Whole range',
  rangeShown: '{{from}} to {{to}}',
  tableOf: '{{title}} as a table',
  hint: 'Arrow keys move the cursor, Shift with them chooses a range, Escape shows the whole range.',
  series: '{{name}}: {{value}}',
} as const
