import { Switch } from '@mantine/core'
import { useEffect } from 'react'
import type { DesktopSettings } from '../../../shared/models/desktop.ts'
import { useApi } from '../../api/client.ts'
import { keepDesktop, useDesktop } from '../../stores/desktop.ts'
import { tellError } from '../../stores/toasts.ts'
import { t } from '../../words/index.ts'
import { SettingGroup, SettingRow } from './SettingRow.tsx'

/** Switches of what the desktop shell does outside its window. */
export function DesktopFields({ title, of }: { title: string; of: readonly (keyof DesktopSettings)[] }) {
  const { client } = useApi()
  const settings = useDesktop()
  useEffect(() => keepDesktop(client, (error: unknown) => tellError(error, t('settings.failed'))), [client])
  return (
    <SettingGroup title={title}>
      {of.map(field => {
        const label = t(`settings.general.fields.${field}`)
        return (
          <SettingRow key={field} label={label} what={t(`settings.general.fields.${field}What`)}>
            <Switch
              aria-label={label}
              checked={settings[field]}
              onChange={event => useDesktop.setState({ [field]: event.currentTarget.checked })}
            />
          </SettingRow>
        )
      })}
    </SettingGroup>
  )
}
