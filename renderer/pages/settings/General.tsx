import { Button, SegmentedControl, Select } from '@mantine/core'
import { useCallback } from 'react'
import { builtInUnits } from '../../../shared/unitChoices.ts'
import { useApi } from '../../api/client.ts'
import { isPageId } from '../../stores/address.ts'
import { nextLanguage, useLanguageChoice } from '../../stores/languageChoice.ts'
import { setView, useView } from '../../stores/view.ts'
import { language, languageNames, languages, t } from '../../words/index.ts'
import { DesktopFields } from './DesktopFields.tsx'
import { SettingGroup, SettingRow } from './SettingRow.tsx'
import { Units } from './Units.tsx'
import { useAnswer } from './useAnswer.ts'

/** Pages that a window may open with. */
const startPages = ['overview', 'machines', 'hosts', 'storage', 'networks', 'topology', 'activity'] as const

/** Language, looks, start, and what the desktop shell does. */
export function General() {
  return (
    <>
      <Language />
      <Look />
      <Units />
      <Start />
      <Desktop />
      <Reset />
    </>
  )
}

function Language() {
  const chosen = useLanguageChoice(state => state.chosen)
  const next = nextLanguage(chosen)
  return (
    <SettingGroup title={t('settings.general.language')}>
      <SettingRow
        label={t('settings.general.language')}
        what={t('settings.general.languageWhat')}
        note={next === language() ? null : t('settings.general.reloadWhat')}
      >
        <Select
          aria-label={t('settings.general.language')}
          allowDeselect={false}
          data={[
            { value: '', label: t('settings.general.languageAuto') },
            ...languages.map(each => ({ value: each, label: languageNames[each] })),
          ]}
          value={chosen ?? ''}
          onChange={value =>
            useLanguageChoice.setState({ chosen: languages.find(each => each === value) ?? null })
          }
        />
        {next !== language() && (
          <Button variant="light" onClick={() => window.location.reload()}>
            {t('settings.general.reload', { language: languageNames[next] })}
          </Button>
        )}
      </SettingRow>
    </SettingGroup>
  )
}

function Look() {
  const theme = useView(view => view.theme)
  const density = useView(view => view.density)
  return (
    <SettingGroup title={t('settings.general.look')}>
      <SettingRow label={t('settings.general.theme')}>
        <SegmentedControl
          aria-label={t('settings.general.theme')}
          data={[
            { value: 'auto', label: t('frame.bar.auto') },
            { value: 'dark', label: t('frame.bar.dark') },
            { value: 'light', label: t('frame.bar.light') },
          ]}
          value={theme}
          onChange={value => setView({ theme: value === 'dark' || value === 'light' ? value : 'auto' })}
        />
      </SettingRow>
      <SettingRow label={t('settings.general.density')} what={t('settings.general.densityWhat')}>
        <SegmentedControl
          aria-label={t('settings.general.density')}
          data={[
            { value: 'comfortable', label: t('frame.bar.comfortable') },
            { value: 'compact', label: t('frame.bar.compact') },
          ]}
          value={density}
          onChange={value => setView({ density: value === 'compact' ? 'compact' : 'comfortable' })}
        />
      </SettingRow>
    </SettingGroup>
  )
}

function Start() {
  const startPage = useView(view => view.startPage)
  return (
    <SettingGroup title={t('settings.general.start')}>
      <SettingRow label={t('settings.general.startPage')} what={t('settings.general.startPageWhat')}>
        <Select
          aria-label={t('settings.general.startPage')}
          allowDeselect={false}
          data={[
            { value: 'last', label: t('settings.general.startLast') },
            ...startPages.map(page => ({ value: page, label: t(`pages.${page}`) })),
          ]}
          value={startPage}
          onChange={value => setView({ startPage: value !== null && isPageId(value) ? value : 'last' })}
        />
      </SettingRow>
    </SettingGroup>
  )
}

/** Only where the shell is the desktop's: elsewhere there is nothing that would act on them. */
function Desktop() {
  const { client } = useApi()
  const { value: info } = useAnswer(useCallback(signal => client.app.info(undefined, { signal }), [client]))
  if (info?.shell !== 'desktop') return null
  return (
    <DesktopFields
      title={t('settings.general.desktop')}
      of={['openAtLogin', 'tray', 'closeToTray', 'checkForUpdates']}
    />
  )
}

/** The person's own, back as built in. */
function Reset() {
  const reset = () => {
    setView({ theme: 'auto', density: 'comfortable', startPage: 'last', ...builtInUnits })
    useLanguageChoice.setState({ chosen: null })
  }
  return (
    <SettingGroup title={t('upkeep.general.reset')}>
      <SettingRow label={t('upkeep.general.reset')} what={t('upkeep.general.resetWhat')}>
        <Button variant="default" onClick={reset}>
          {t('upkeep.general.resetRun')}
        </Button>
      </SettingRow>
    </SettingGroup>
  )
}
