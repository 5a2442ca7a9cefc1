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
  expect(reportWords({ text: 'Started: booted' })).toBe('Started: booted')
  const later = { say: 'teleported', values: {} } as never
  expect(reportWords({ text: 'Teleported', said: later })).toBe('Teleported')
})
