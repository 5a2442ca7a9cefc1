// @vitest-environment node
import { afterEach, expect, test } from 'vitest'
import { report } from '../../shared/report.ts'
import { allWords, speak } from './index.ts'
import { reportWords } from './reportWords.ts'

const speakAll = async (language: 'en' | 'de') => {
  await speak(language)
  await allWords()
}
afterEach(() => speakAll('en'))

const said = report('because', {
  what: report('ioErrorWhy', { disk: '/srv/$t(parts.close) {{reason}}', reason: 'eio' }),
  why: report('machinePaused'),
})

test('what was reported is said in the window’s language, with what hosts sent as they sent it', async () => {
  await speakAll('de')
  expect(reportWords({ text: 'as it was kept', said })).toBe(
    'E/A-Fehler auf /srv/$t(parts.close) {{reason}} (eio): die Maschine wurde angehalten',
  )
  await speakAll('en')
  expect(reportWords({ text: '', said })).toBe(
    'I/O error on /srv/$t(parts.close) {{reason}} (eio): the machine was paused',
  )
})

test('what has no name that is known here is told as it was kept', async () => {
  await speakAll('de')
  expect(reportWords({ text: 'Teleported: by magic' })).toBe('Teleported: by magic')
  const later = { say: 'teleported', values: {} } as never
  expect(reportWords({ text: 'Teleported', said: later })).toBe('Teleported')
})

test('what was kept without a name is told by what it says, where that is all it says', async () => {
  await speakAll('de')
  expect(reportWords({ text: 'Stopped: forced off' })).toBe('Gestoppt: hart ausgeschaltet')
  expect(reportWords({ text: 'Pool started' })).toBe('Pool gestartet')
  for (const text of [
    'I/O error on /srv/a: it was ignored',
    'Stopped: by magic',
    'Stopped: saved: saved',
    '',
  ])
    expect(reportWords({ text })).toBe(text)
})
