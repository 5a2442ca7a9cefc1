import { Button } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { CopyButton } from '../components/CopyButton.tsx'
import { t } from '../words/index.ts'
import { PrintedPage } from './RecoveryKeyView.tsx'
import classes from './Session.module.css'

/** Codes that stand in for the authenticator once each, shown once. */
export function RecoveryCodes({ codes, name }: { codes: readonly string[]; name: string }) {
  return (
    <>
      <p>{t('session.account.codesLead')}</p>
      <ul className={classes.codes} aria-label={t('session.account.codesTitle')}>
        {codes.map(code => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className={classes.buttons}>
        <Button
          variant="default"
          leftSection={<IconPrinter size={14} aria-hidden="true" />}
          data-autofocus
          onClick={() => window.print()}
        >
          {t('session.key.print')}
        </Button>
        <CopyButton text={codes.join('\n')} label={t('session.key.copy')} />
      </div>
      <PrintedPage title={t('session.account.codesTitle')} name={name} lines={codes} columns={2}>
        <p>{t('session.account.codesWhat')}</p>
      </PrintedPage>
    </>
  )
}
