import { Button } from '@mantine/core'
import { useState } from 'react'
import { useApi } from '../api/client.ts'
import { leave } from '../stores/session.ts'
import { t } from '../words/index.ts'
import { FactorSetUp } from './FactorSetUp.tsx'
import { Problem } from './Problem.tsx'
import { RecoveryCodes } from './RecoveryCodes.tsx'
import classes from './Session.module.css'
import { Brand } from './SignInPage.tsx'
import { useSubmit } from './useSubmit.ts'

/** In place of the window for somebody who must have a second factor by policy and has none. */
export function MustSetFactorPage({ name, onDone }: { name: string; onDone(): void }) {
  const { client } = useApi()
  const [code, setCode] = useState('')
  const [ready, setReady] = useState(false)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const { busy, error, onSubmit } = useSubmit(async () => {
    setCodes((await client.session.confirmSecondFactor({ code })).recoveryCodes)
  })
  return (
    <main className={classes.page}>
      <section className={classes.card} data-wide="" aria-label={t('session.account.factorTitle')}>
        <Brand />
        <form className={classes.form} onSubmit={onSubmit}>
          <h1 className={classes.title}>{t('session.account.factorTitle')}</h1>
          {codes === null ? (
            <>
              <p className={classes.lead}>{t('session.must.factor')}</p>
              <FactorSetUp code={code} onCode={setCode} onReady={setReady} />
              <Problem error={error} />
              <Button type="submit" size="sm" loading={busy} disabled={!ready || code.trim() === ''}>
                {t('session.account.factorConfirm')}
              </Button>
            </>
          ) : (
            <>
              <RecoveryCodes codes={codes} name={name} />
              <Button size="sm" onClick={onDone}>
                {t('session.account.codesDone')}
              </Button>
            </>
          )}
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
