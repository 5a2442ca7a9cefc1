import { Button } from '@mantine/core'
import { useState } from 'react'
import type { SessionState } from '../../shared/models/access.ts'
import { useApi } from '../api/client.ts'
import { leave } from '../stores/session.ts'
import { t } from '../words/index.ts'
import { NewPassphrase } from './NewPassphrase.tsx'
import { PassphraseField } from './PassphraseField.tsx'
import { Problem } from './Problem.tsx'
import classes from './Session.module.css'
import { Brand } from './SignInPage.tsx'
import { useSubmit } from './useSubmit.ts'

/** In place of the window for somebody whose passphrase was given by another person. */
export function MustChangePage({ person }: { person: NonNullable<SessionState['person']> }) {
  const { client } = useApi()
  const [old, setOld] = useState('')
  const [passphrase, setPassphrase] = useState<string | null>(null)
  const { busy, error, onSubmit } = useSubmit(async () => {
    if (passphrase !== null) await client.session.changePassphrase({ old, passphrase })
  })
  return (
    <main className={classes.page}>
      <section className={classes.card} aria-label={t('session.must.title')}>
        <Brand />
        <form className={classes.form} onSubmit={onSubmit}>
          <header className={classes.head}>
            <h1 className={classes.title}>{t('session.must.title')}</h1>
            <p className={classes.lead}>
              {t('session.must.lead', { name: person.displayName || person.name })}
            </p>
          </header>
          <PassphraseField label={t('session.must.old')} value={old} onChange={setOld} autoFocus required />
          <NewPassphrase label={t('session.account.fresh')} name={person.name} onChosen={setPassphrase} />
          <Problem error={error} />
          <Button type="submit" size="sm" loading={busy} disabled={old === '' || passphrase === null}>
            {t('session.must.enter')}
          </Button>
        </form>
        <div className={classes.ways}>
          <button type="button" className={classes.linkish} onClick={() => void leave(client, 'signOut')}>
            {t('session.menu.signOut')}
          </button>
        </div>
      </section>
    </main>
  )
}
