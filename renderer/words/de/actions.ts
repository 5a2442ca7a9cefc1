import type { Catalogue } from '../catalogue.ts'

export const actions: Catalogue['actions'] = {
  start: {
    label: 'Starten',
    meaning: 'Fährt die Maschine hoch oder stellt sie wieder her, wo ihr Arbeitsspeicher gesichert ist.',
  },
  shutdown: {
    label: 'Herunterfahren',
    meaning: 'Bittet das Gastsystem herunterzufahren; das kann dauern oder verweigert werden.',
  },
  reboot: { label: 'Neu starten', meaning: 'Bittet das Gastsystem um einen Neustart.' },
  pause: {
    label: 'Anhalten',
    meaning: 'Hält die virtuellen CPUs an; der Arbeitsspeicher bleibt auf dem Host.',
  },
  resume: { label: 'Fortsetzen', meaning: 'Lässt die virtuellen CPUs weiterlaufen.' },
  save: {
    label: 'Sichern und stoppen',
    meaning:
      'Schreibt den Arbeitsspeicher des Gasts auf die Platte und stoppt ihn; Starten bringt ihn zurück, wie er war.',
  },
  reset: {
    label: 'Zurücksetzen',
    meaning: 'Wie der Reset-Knopf: Der Gast verliert, was er im Arbeitsspeicher hatte.',
  },
  forceOff: {
    label: 'Ausschalten erzwingen',
    meaning: 'Wie das Ziehen des Steckers: Der Gast verliert, was er im Arbeitsspeicher hatte.',
  },
  autostartOn: { label: 'Mit Host starten', meaning: 'Startet die Maschine, wann immer ihr Host startet.' },
  autostartOff: {
    label: 'Nicht mit Host starten',
    meaning: 'Lässt die Maschine aus, wenn ihr Host startet.',
  },
}
