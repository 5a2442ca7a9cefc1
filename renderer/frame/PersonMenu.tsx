import { ActionIcon } from '@mantine/core'
import { IconLock, IconUser } from '@tabler/icons-react'
import { useApi } from '../api/client.ts'
import { later } from '../components/later.ts'
import { MenuButton } from '../components/MenuButton.tsx'
import { Tip } from '../components/Tip.tsx'
import { initials } from '../session/rightWords.ts'
import { canLock, leave, useSession } from '../stores/session.ts'
import { t } from '../words/index.ts'
import classes from './PersonMenu.module.css'
import { useKeyText } from './useKeyText.ts'

const PersonItems = later(() => import('./PersonItems.tsx').then(m => m.PersonItems))

/** Who is there, the lock, and the way to what they may do about it. */
export function PersonMenu() {
  const state = useSession(store => store.state)
  const person = state?.person ?? null
  const named = state !== null && state.setUp !== 'none' && person !== null
  const called = named ? person.displayName || person.name : t('session.menu.nobody')
  return (
    <>
      {state !== null && canLock(state) && <LockButton />}
      <MenuButton
        label={t('session.menu.label', { name: called })}
        menu={place => <PersonItems {...place} called={called} />}
      >
        {named ? (
          <span className={classes.face} data-elevated={state.elevation ? '' : undefined}>
            {initials(called)}
          </span>
        ) : (
          <IconUser size={16} aria-hidden="true" />
        )}
      </MenuButton>
    </>
  )
}

function LockButton() {
  const { client } = useApi()
  const keys = useKeyText('lock')
  return (
    <Tip label={t('session.menu.lockTip', { keys })}>
      <ActionIcon aria-label={t('session.menu.lock')} onClick={() => void leave(client, 'lock')}>
        <IconLock size={16} aria-hidden="true" />
      </ActionIcon>
    </Tip>
  )
}
