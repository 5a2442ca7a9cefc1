import { Button } from '@mantine/core'
import { useId, useState } from 'react'
import type { Person } from '../../../shared/models/access.ts'
import { useApi } from '../../api/client.ts'
import { DialogFrame } from '../../dialogs/DialogFrame.tsx'
import { Problem } from '../../session/Problem.tsx'
import { useSubmit } from '../../session/useSubmit.ts'
import { tell } from '../../stores/toasts.ts'
import { t } from '../../words/index.ts'
import { GivenPassphrase } from './GivenPassphrase.tsx'
import classes from './People.module.css'
import { calledOf } from './peopleRows.ts'

/** Gives somebody a passphrase that they must change at the next sign-in. */
export function ResetDialog({ person, onClose }: { person: Person; onClose(): void }) {
  const { client } = useApi()
  const id = useId()
  const name = calledOf(person)
  const [passphrase, setPassphrase] = useState<string | null>(null)
  const { busy, error, onSubmit } = useSubmit(async () => {
    if (passphrase === null) return
    await client.people.resetPassphrase({ personId: person.id, passphrase })
    tell(t('people.person.resetDone', { name }))
    onClose()
  })
  return (
    <DialogFrame
      title={t('people.person.resetTitle', { name })}
      onClose={onClose}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            {t('dialogs.cancel')}
          </Button>
          <Button type="submit" form={id} loading={busy} disabled={passphrase === null}>
            {t('people.person.resetDo')}
          </Button>
        </>
      }
    >
      <form id={id} className={classes.form} onSubmit={onSubmit} autoComplete="off">
        <p>{t('people.person.resetLead')}</p>
        <GivenPassphrase name={person.name} onChosen={setPassphrase} />
        <Problem error={error} />
      </form>
    </DialogFrame>
  )
}
