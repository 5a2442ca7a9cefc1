import { IconMoon, IconSun } from '@tabler/icons-react'
import { later } from '../components/later.ts'
import { MenuButton } from '../components/MenuButton.tsx'
import { useView } from '../stores/view.ts'
import { t } from '../words/index.ts'

const AppearanceItems = later(() => import('./AppearanceItems.tsx').then(m => m.AppearanceItems))

/** Theme and row height, at hand. */
export function AppearanceMenu() {
  const Icon = useView(view => view.theme) === 'light' ? IconSun : IconMoon
  return (
    <MenuButton label={t('frame.bar.look')} menu={place => <AppearanceItems {...place} />}>
      <Icon size={16} aria-hidden="true" />
    </MenuButton>
  )
}
