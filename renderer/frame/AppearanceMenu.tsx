import { ActionIcon, Menu, Tooltip } from '@mantine/core'
import { IconMoon, IconSun } from '@tabler/icons-react'
import { setView, useView, type View } from '../stores/view.ts'
import { t } from '../words/index.ts'

const themeOf = (value: string): View['theme'] => (value === 'dark' || value === 'light' ? value : 'auto')

/** Theme and row height, at hand. */
export function AppearanceMenu() {
  const theme = useView(view => view.theme)
  const density = useView(view => view.density)
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Tooltip label={t('frame.bar.look')}>
          <ActionIcon aria-label={t('frame.bar.look')}>
            {theme === 'light' ? (
              <IconSun size={16} aria-hidden="true" />
            ) : (
              <IconMoon size={16} aria-hidden="true" />
            )}
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('frame.bar.theme')}</Menu.Label>
        <Menu.RadioGroup value={theme} onChange={value => setView({ theme: themeOf(value) })}>
          <Menu.RadioItem value="auto">{t('frame.bar.auto')}</Menu.RadioItem>
          <Menu.RadioItem value="dark">{t('frame.bar.dark')}</Menu.RadioItem>
          <Menu.RadioItem value="light">{t('frame.bar.light')}</Menu.RadioItem>
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>{t('frame.bar.density')}</Menu.Label>
        <Menu.RadioGroup
          value={density}
          onChange={value => setView({ density: value === 'compact' ? 'compact' : 'comfortable' })}
        >
          <Menu.RadioItem value="comfortable">{t('frame.bar.comfortable')}</Menu.RadioItem>
          <Menu.RadioItem value="compact">{t('frame.bar.compact')}</Menu.RadioItem>
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  )
}
