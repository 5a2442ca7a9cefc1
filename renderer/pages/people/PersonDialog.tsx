import { Button, MultiSelect } from '@mantine/core'
import { useId, useState } from 'react'
import type { PeopleEvent } from '../../../shared/contract/people.ts'
import type { Person } from '../../../shared/models/access.ts'
import { useApi } from '../../api/client.ts'
import { DialogFrame } from '../../dialogs/DialogFrame.tsx'
import { Problem } from '../../session/Problem.tsx'
import { PersonFields } from '../../session/SetUpDialog.tsx'
import { useSubmit } from '../../session/useSubmit.ts'
import { DraftForm, NEW_DRAFT, useDraft } from '../../stores/drafts.ts'
import { tell } from '../../stores/toasts.ts'
import { t } from '../../words/index.ts'
import { GivenPassphrase } from './GivenPassphrase.tsx'
import classes from './People.module.css'
import { calledOf } from './peopleRows.ts'

interface PersonDialogProps {
  all: PeopleEvent
  /** Somebody new where null. */
  person: Person | null
  onClose(): void
}

interface PersonForm {
  name: string
  displayName: string
  groups: readonly string[]
  /** The groups when the form was opened. */
  was: Person['groups']
}

/** Kept over a lock, without the passphrase. */
export const personDraft = new DraftForm<PersonForm>()

/** How somebody is called, their groups and, for somebody new, the first passphrase. */
export function PersonDialog({ all, person, onClose }: PersonDialogProps) {
  const { client } = useApi()
  const id = useId()
  const [{ name, displayName, groups, was }, change] = useDraft<PersonForm>(
    personDraft,
    person?.id ?? NEW_DRAFT,
    () => ({
      name: person?.name ?? '',
      displayName: person?.displayName ?? '',
      groups: person?.groups ?? [],
      was: person?.groups ?? [],
    }),
  )
  const set = (part: Partial<PersonForm>) => change(before => ({ ...before, ...part }))
  const [passphrase, setPassphrase] = useState<string | null>(null)
  const { busy, error, onSubmit } = useSubmit(async () => {
    const given = {
      name: name.trim(),
      displayName: displayName.trim(),
      groups: all.groups.filter(group => groups.includes(group.id)).map(group => group.id),
    }
    if (person) await client.people.update({ personId: person.id, was, ...given })
    else if (passphrase !== null) {
      await client.people.add({ ...given, passphrase })
      tell(t('people.person.added', { name: given.displayName || given.name }))
    }
    onClose()
  })
  return (
    <DialogFrame
      title={person ? t('people.person.editTitle', { name: calledOf(person) }) : t('people.person.addTitle')}
      onClose={onClose}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            {t('dialogs.cancel')}
          </Button>
          <Button
            type="submit"
            form={id}
            loading={busy}
            disabled={name.trim() === '' || (person === null && passphrase === null)}
          >
            {person ? t('people.person.save') : t('people.person.add')}
          </Button>
        </>
      }
    >
      <form id={id} className={classes.form} onSubmit={onSubmit} autoComplete="off">
        <PersonFields
          name={name}
          displayName={displayName}
          onName={to => set({ name: to })}
          onDisplayName={to => set({ displayName: to })}
          others
        />
        {all.groups.length > 0 && (
          <MultiSelect
            label={t('people.person.groups')}
            size="sm"
            data={all.groups.map(group => ({ value: group.id, label: group.name }))}
            value={[...groups]}
            onChange={to => set({ groups: to })}
            clearable
          />
        )}
        {person === null && <GivenPassphrase name={name} onChosen={setPassphrase} />}
        <Problem error={error} />
      </form>
    </DialogFrame>
  )
}
