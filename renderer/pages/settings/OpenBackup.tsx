import { Button } from '@mantine/core'
import { useState } from 'react'
import type { BackupContents } from '../../../shared/contract/index.ts'
import { useApi } from '../../api/client.ts'
import { DialogFrame } from '../../dialogs/DialogFrame.tsx'
import { PassphraseField } from '../../session/PassphraseField.tsx'
import { Problem } from '../../session/Problem.tsx'
import { useSubmit } from '../../session/useSubmit.ts'
import { useMayEverywhere } from '../../stores/session.ts'
import { formatMoment } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import { differenceWords } from './differenceWords.ts'
import classes from './Settings.module.css'

const counted = ['sites', 'hosts', 'machines'] as const
const countedHere = ['people', 'credentials', 'auditEntries'] as const

/** Opens a back-up with its passphrase, says what is in it and what restoring it would change, and plans that. */
export function OpenBackup({ name, onDone, onClose }: { name: string; onDone(): void; onClose(): void }) {
  const { client } = useApi()
  const restores = useMayEverywhere('backup.restore')
  const [passphrase, setPassphrase] = useState('')
  const [contents, setContents] = useState<BackupContents | null>(null)
  const look = useSubmit(async () => setContents(await client.backup.preview({ name, passphrase })))
  const restore = useSubmit(async () => {
    await client.backup.restore({ name, passphrase })
    onDone()
    onClose()
  })
  return (
    <DialogFrame
      title={name}
      onClose={onClose}
      size={560}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            {t('dialogs.cancel')}
          </Button>
          {contents === null ? (
            <Button loading={look.busy} disabled={passphrase === ''} onClick={() => void look.run()}>
              {t('upkeep.backup.look')}
            </Button>
          ) : (
            <Button
              color="danger"
              loading={restore.busy}
              disabled={!restores}
              onClick={() => void restore.run()}
            >
              {t('upkeep.backup.restore')}
            </Button>
          )}
        </>
      }
    >
      {contents === null ? (
        <form className={classes.form} onSubmit={look.onSubmit}>
          <PassphraseField
            label={t('upkeep.backup.passphrase')}
            value={passphrase}
            onChange={setPassphrase}
            data-autofocus
          />
          <Problem error={look.error} />
          <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
        </form>
      ) : (
        <div className={classes.form}>
          <p className={classes.dim}>
            {formatMoment(contents.madeAtMs)}, {t('upkeep.backup.version')} {contents.version}
          </p>
          <section aria-label={t('upkeep.backup.holds')}>
            <h3 className={classes.groupTitle}>{t('upkeep.backup.holds')}</h3>
            <ul className={classes.counts}>
              {counted.map(what => (
                <li key={what}>{t(`settings.data.${what}`, { count: contents.counts[what] })}</li>
              ))}
              {countedHere.map(what => (
                <li key={what}>{t(`upkeep.backup.${what}`, { count: contents.counts[what] })}</li>
              ))}
            </ul>
          </section>
          <section aria-label={t('upkeep.backup.differences')}>
            <h3 className={classes.groupTitle}>{t('upkeep.backup.differences')}</h3>
            {contents.differences.length === 0 ? (
              <p className={classes.dim}>{t('upkeep.backup.same')}</p>
            ) : (
              <ul className={classes.notices}>
                {contents.differences.map(differenceWords).map(words => (
                  <li key={words}>{words}</li>
                ))}
              </ul>
            )}
          </section>
          <p className={classes.note}>{t('upkeep.backup.restoreWhat')}</p>
          <Problem error={restore.error} />
        </div>
      )}
    </DialogFrame>
  )
}
