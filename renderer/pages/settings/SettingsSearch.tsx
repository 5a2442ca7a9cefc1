import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { t } from '../../words/index.ts'
import { findSettings, type FoundSetting, sectionLabel } from './settingsIndex.ts'
import classes from './Settings.module.css'

/** Results shown. */
const SHOWN = 12

/** Finds a setting by its words and leads to it. */
export function SettingsSearch({ onChoose }: { onChoose(setting: FoundSetting): void }) {
  const [query, setQuery] = useState('')
  const found = findSettings(query).slice(0, SHOWN)
  const choose = (setting: FoundSetting) => {
    setQuery('')
    onChoose(setting)
  }
  return (
    <search className={classes.search}>
      <TextInput
        aria-label={t('upkeep.search.label')}
        placeholder={t('upkeep.search.label')}
        value={query}
        onChange={event => setQuery(event.currentTarget.value)}
        onKeyDown={event => {
          const [first] = found
          if (event.key === 'Enter' && first) choose(first)
          if (event.key === 'Escape' && query !== '') {
            event.stopPropagation()
            setQuery('')
          }
        }}
      />
      {query.trim() !== '' && (
        <section className={classes.found} aria-label={t('upkeep.search.results')} aria-live="polite">
          {found.length === 0 ? (
            <p className={classes.dim}>{t('upkeep.search.none')}</p>
          ) : (
            <ul>
              {found.map(setting => (
                <li key={`${setting.section} ${setting.label}`}>
                  <button type="button" onClick={() => choose(setting)}>
                    {setting.label}
                    <span className={classes.foundIn}>
                      {t('upkeep.search.in', { section: sectionLabel(setting.section) })}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          )}
        </section>
      )}
    </search>
  )
}
