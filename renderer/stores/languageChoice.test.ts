import { notificationsStore } from '@mantine/notifications'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LANGUAGE_SETTING } from '../../shared/models/settingNames.ts'
import { type InProcessCore, openInProcess } from '../testing/inProcess.tsx'
import { followSettings } from './kept.ts'
import { keepLanguage, useLanguageChoice } from './languageChoice.ts'
import { tellNothing } from './toasts.ts'

let served: InProcessCore
let ends: (() => void)[]
const failed = vi.fn()
beforeEach(async () => {
  useLanguageChoice.setState({ chosen: null })
  served = openInProcess({ machines: 1 })
  ends = [served.close, keepLanguage(served.api.client, failed), followSettings(served.api)]
  await vi.waitFor(() => expect(served.core.bus.size).toBe(1))
})
afterEach(() => {
  for (const end of ends.reverse()) end()
  tellNothing()
  localStorage.clear()
  expect(failed).not.toHaveBeenCalled()
})

const said = () => notificationsStore.getState().notifications.map(({ message }) => message)

test('a language that another window chose is the next one here too, and is said; taken back, it is neither', async () => {
  const choose = (value: unknown) => served.api.client.app.setSetting({ key: LANGUAGE_SETTING, value })
  await choose('de')
  await vi.waitFor(() => expect(useLanguageChoice.getState().chosen).toBe('de'))
  expect(localStorage.getItem('language')).toBe('de')
  await vi.waitFor(() =>
    expect(said()).toEqual(['Deutsch was chosen elsewhere. This window speaks it once it is loaded again.']),
  )
  await choose(null)
  await vi.waitFor(() => expect(useLanguageChoice.getState().chosen).toBeNull())
  expect(localStorage.getItem('language')).toBeNull()
  expect(said()).toHaveLength(1)
})

test('one’s own choice is not said', async () => {
  useLanguageChoice.setState({ chosen: 'de' })
  await vi.waitFor(() => expect(served.core.settings.get(LANGUAGE_SETTING)).toBe('de'))
  await served.api.client.app.info()
  expect(said()).toEqual([])
})
