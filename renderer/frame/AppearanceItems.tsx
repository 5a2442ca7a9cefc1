import { Menu } from '@mantine/core'
import { AnchoredMenu } from '../components/AnchoredMenu.tsx'
import type { Anchored } from '../components/MenuButton.tsx'
import { setView, useView, type View } from '../stores/view.ts'
import { t } from '../words/index.ts'

const themeOf = (value: string): View['theme'] => (value === 'dark' || value === 'light' ? value : 'auto')

/** Theme and row height to choose from. */
export function AppearanceItems(place: Anchored) {
  const theme = useView(view => view.theme)
  const density = useView(view => view.density)
  return (
    <AnchoredMenu {...place} label={t('frame.bar.look')}>
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
    </AnchoredMenu>
  )
}
