import { Button, Switch } from '@mantine/core'
import { useState } from 'react'
import type { SessionState } from '../../../shared/models/access.ts'
import { permissions } from '../../../shared/permissions.ts'
import { useApi } from '../../api/client.ts'
import { rightWords } from '../../session/rightWords.ts'
import { openDialog } from '../../stores/dialogs.ts'
import { useMayEverywhere, useSession } from '../../stores/session.ts'
import { keychainWords } from '../../session/keychainWords.ts'
import { tellError } from '../../stores/toasts.ts'
import { t } from '../../words/index.ts'
import { SettingGroup, SettingRow } from '../settings/SettingRow.tsx'
import settings from '../settings/Settings.module.css'
import classes from './Account.module.css'
import { ChangePassphrase } from './ChangePassphrase.tsx'
import { FactorDialog } from './FactorDialog.tsx'
import { CodeDialog } from './CodeDialog.tsx'
import { BecomeJustMe, BecomePeople, KeepSecrets } from './ModeDialogs.tsx'
import { NewRecoveryKey } from './NewRecoveryKey.tsx'
import { Sessions } from './Sessions.tsx'
import { visible } from '../../components/visible.ts'

type Open = 'passphrase' | 'factor' | 'removeFactor' | 'codes' | 'recovery' | 'people' | 'justMe' | 'keep'

/** Who one is here, how one proves it, what one may do, and where one is signed in. */
export function AccountPage() {
  const state = useSession(store => store.state)
  const [open, setOpen] = useState<Open | null>(null)
  const close = () => setOpen(null)
  if (state === null) return null
  const person = state.setUp === 'none' ? null : state.person
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.page} tabIndex={0} aria-label={t('session.account.title')}>
      <div className={settings.content}>
        <h1 className={settings.title}>{t('session.account.title')}</h1>
        {person && <Who state={state} person={person} />}
        {person && state.vaultOpen && <Proofs state={state} person={person} onOpen={setOpen} />}
        {person && state.setUp !== 'none' && <Sessions />}
        <Installation state={state} onOpen={setOpen} />
      </div>
      {open === 'passphrase' && <ChangePassphrase name={person?.name ?? ''} onClose={close} />}
      {open === 'factor' && <FactorDialog name={person?.name ?? ''} onClose={close} />}
      {(open === 'removeFactor' || open === 'codes') && (
        <CodeDialog kind={open} name={person?.name ?? ''} onClose={close} />
      )}
      {open === 'recovery' && <NewRecoveryKey name={person?.name ?? ''} onClose={close} />}
      {open === 'people' && <BecomePeople onClose={close} />}
      {open === 'keep' && <KeepSecrets onClose={close} />}
      {open === 'justMe' && <BecomeJustMe onClose={close} />}
    </section>
  )
}

type PersonPart = NonNullable<SessionState['person']>

function Who({ state, person }: { state: SessionState; person: PersonPart }) {
  return (
    <SettingGroup title={t('session.account.who')}>
      <SettingRow label={person.displayName || person.name} what={rightWords(state)}>
        <span className={settings.rowWhat}>
          {t('session.account.name')} <bdi>{visible(person.name)}</bdi>
        </span>
      </SettingRow>
      <SettingRow label={t('session.account.rights')}>
        <span className={settings.rowWhat}>
          {t(
            state.everywhere.length === state.permissions.length
              ? 'session.account.rightsAll'
              : 'session.account.rightsWhat',
            {
              everywhere: state.everywhere.length,
              held: state.permissions.length,
              all: permissions.length,
            },
          )}
        </span>
        <Button
          variant="default"
          onClick={() =>
            openDialog({ kind: 'why', subject: { kind: 'installation' }, name: t('people.why.installation') })
          }
        >
          {t('people.why.menu')}
        </Button>
      </SettingRow>
    </SettingGroup>
  )
}

interface ProofsProps {
  state: SessionState
  person: PersonPart
  onOpen(open: Open): void
}

function Proofs({ state, person, onOpen }: ProofsProps) {
  const button = (open: Open, words: string) => (
    <Button variant="default" onClick={() => onOpen(open)}>
      {words}
    </Button>
  )
  return (
    <SettingGroup title={t('session.account.proofs')}>
      <SettingRow label={t('session.account.passphrase')} what={t('session.account.passphraseWhat')}>
        {button('passphrase', t('session.account.change'))}
      </SettingRow>
      <SettingRow
        label={t('session.account.factor')}
        what={t(person.secondFactor ? 'session.account.factorOn' : 'session.account.factorOff')}
      >
        {person.secondFactor
          ? button('removeFactor', t('session.account.factorRemove'))
          : button('factor', t('session.account.factorSet'))}
      </SettingRow>
      {person.secondFactor && (
        <SettingRow label={t('session.account.codes')} what={t('session.account.codesWhat')}>
          {button('codes', t('session.account.codesRenew'))}
        </SettingRow>
      )}
      <SettingRow label={t('session.account.recovery')} what={t('session.account.recoveryWhat')}>
        {button('recovery', t('session.account.recoveryNew'))}
      </SettingRow>
      <Keychain keychain={state.keychain} />
    </SettingGroup>
  )
}

function Keychain({ keychain }: Pick<SessionState, 'keychain'>) {
  const { client } = useApi()
  const [busy, setBusy] = useState(false)
  const remember = async (on: boolean) => {
    setBusy(true)
    try {
      await client.session.remember({ on })
    } catch (error) {
      tellError(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <SettingRow
      label={t('session.account.keychain')}
      what={keychain.available ? t('session.account.keychainWhat') : keychainWords(keychain)}
    >
      <Switch
        label={t(keychain.remembersMe ? 'session.account.keychainOn' : 'session.account.keychainOff')}
        checked={keychain.remembersMe}
        disabled={busy || !keychain.available}
        onChange={event => void remember(event.currentTarget.checked)}
      />
    </SettingRow>
  )
}

const modes = { none: 'modeNone', justMe: 'modeJustMe', people: 'modePeople' } as const

function Installation({ state, onOpen }: { state: SessionState; onOpen(open: Open): void }) {
  const manages = useMayEverywhere('user.manage')
  return (
    <SettingGroup title={t('session.account.installation')}>
      <SettingRow label={t('session.setUp.card')} what={t(`session.account.${modes[state.setUp]}`)}>
        {state.setUp === 'none' && (
          <Button onClick={() => openDialog({ kind: 'setUp' })}>{t('session.setUp.cardDo')}</Button>
        )}
        {state.setUp === 'justMe' && !state.vaultOpen && (
          <Button disabled={!manages} onClick={() => onOpen('keep')}>
            {t('session.setUp.keep')}
          </Button>
        )}
        {state.setUp === 'justMe' && (
          <Button variant="default" disabled={!manages} onClick={() => onOpen('people')}>
            {t('session.setUp.becomePeople')}
          </Button>
        )}
        {state.setUp === 'people' && (
          <Button
            variant="default"
            disabled={!manages || state.person?.isOwner !== true}
            title={state.person?.isOwner ? undefined : t('session.can.owner')}
            onClick={() => onOpen('justMe')}
          >
            {t('session.setUp.becomeJustMe')}
          </Button>
        )}
      </SettingRow>
    </SettingGroup>
  )
}
