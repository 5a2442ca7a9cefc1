import { Menu } from '@mantine/core'
import {
  IconAlertTriangle,
  IconKey,
  IconLogout,
  IconSwitchHorizontal,
  IconUserCircle,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react'
import { useApi } from '../api/client.ts'
import { AnchoredMenu } from '../components/AnchoredMenu.tsx'
import type { Anchored } from '../components/MenuButton.tsx'
import { rightWords } from '../session/rightWords.ts'
import { go } from '../stores/address.ts'
import { openDialog } from '../stores/dialogs.ts'
import { leave, useSession } from '../stores/session.ts'
import { t } from '../words/index.ts'
import classes from './PersonMenu.module.css'
import { visible } from '../components/visible.ts'

const icon = (Icon: TablerIcon) => <Icon size={14} aria-hidden="true" />

/** Who one is, what one may do, one's account, and the way out. */
export function PersonItems({ called, ...place }: Anchored & { called: string }) {
  const { client } = useApi()
  const state = useSession(store => store.state)
  const person = state?.person ?? null
  const isNone = state === null || state.setUp === 'none'
  const signOut = () => void leave(client, 'signOut')
  return (
    <AnchoredMenu {...place} label={t('session.menu.label', { name: called })}>
      <Menu.Label>
        <bdi className={classes.name}>{visible(called)}</bdi>
        <span className={classes.role}>{isNone ? t('session.menu.nobodyWhat') : rightWords(state)}</span>
      </Menu.Label>
      {isNone && (
        <Menu.Item leftSection={icon(IconUsers)} onClick={() => openDialog({ kind: 'setUp' })}>
          {t('session.menu.choose')}
        </Menu.Item>
      )}
      <Menu.Item leftSection={icon(IconUserCircle)} onClick={() => go({ page: 'account' })}>
        {t('session.menu.account')}
      </Menu.Item>
      <Menu.Item leftSection={icon(IconUsers)} onClick={() => go({ page: 'people' })}>
        {t('session.menu.people')}
      </Menu.Item>
      <Menu.Item leftSection={icon(IconKey)} onClick={() => go({ page: 'credentials' })}>
        {t('session.menu.credentials')}
      </Menu.Item>
      {state?.setUp === 'people' && person && (
        <>
          {!person.isOwner && state.elevation === null && (
            <Menu.Item leftSection={icon(IconAlertTriangle)} onClick={() => openDialog({ kind: 'elevate' })}>
              {t('session.menu.elevate')}
            </Menu.Item>
          )}
          <Menu.Divider />
          <Menu.Item leftSection={icon(IconSwitchHorizontal)} onClick={signOut}>
            {t('session.menu.switch')}
          </Menu.Item>
          <Menu.Item leftSection={icon(IconLogout)} onClick={signOut}>
            {t('session.menu.signOut')}
          </Menu.Item>
        </>
      )}
    </AnchoredMenu>
  )
}
