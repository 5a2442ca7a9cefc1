import { Button, MultiSelect, TextInput } from '@mantine/core'
import { useId } from 'react'
import type { PeopleEvent } from '../../../shared/contract/people.ts'
import type { Group } from '../../../shared/models/access.ts'
import { useApi } from '../../api/client.ts'
import { DialogFrame } from '../../dialogs/DialogFrame.tsx'
import { Problem } from '../../session/Problem.tsx'
import { useSubmit } from '../../session/useSubmit.ts'
import { DraftForm, NEW_DRAFT, useDraft } from '../../stores/drafts.ts'
import { t } from '../../words/index.ts'
import classes from './People.module.css'
import { calledOf } from './peopleRows.ts'

interface GroupDialogProps {
  all: PeopleEvent
  /** A new one where null. */
  group: Group | null
  onClose(): void
}

interface GroupForm {
  name: string
  members: readonly string[]
  /** Its members when the form was opened. */
  was: Group['members']
}

/** Kept over a lock. */
export const groupDraft = new DraftForm<GroupForm>()

/** A group's name and who is in it. */
export function GroupDialog({ all, group, onClose }: GroupDialogProps) {
  const { client } = useApi()
  const id = useId()
  const [{ name, members, was }, change] = useDraft<GroupForm>(groupDraft, group?.id ?? NEW_DRAFT, () => ({
    name: group?.name ?? '',
    members: group?.members ?? [],
    was: group?.members ?? [],
  }))
  const set = (part: Partial<GroupForm>) => change(before => ({ ...before, ...part }))
  const { busy, error, onSubmit } = useSubmit(async () => {
    const { id: groupId } = group ?? (await client.people.addGroup({ name: name.trim() }))
    await client.people.updateGroup({
      groupId,
      name: name.trim(),
      was,
      members: all.people.filter(person => members.includes(person.id)).map(person => person.id),
    })
    onClose()
  })
  return (
    <DialogFrame
      title={group ? t('people.group.editTitle', { name: group.name }) : t('people.group.addTitle')}
      onClose={onClose}
      size={480}
      footer={
        <>
          <Button variant="default" onClick={onClose}>
            {t('dialogs.cancel')}
          </Button>
          <Button type="submit" form={id} loading={busy} disabled={name.trim() === ''}>
            {group ? t('people.person.save') : t('people.group.add')}
          </Button>
        </>
      }
    >
      <form id={id} className={classes.form} onSubmit={onSubmit}>
        <TextInput
          label={t('people.group.name')}
          value={name}
          maxLength={200}
          required
          data-autofocus
          onChange={event => set({ name: event.currentTarget.value })}
        />
        <MultiSelect
          label={t('people.group.members')}
          size="sm"
          searchable
          data={all.people.map(person => ({ value: person.id, label: calledOf(person) }))}
          value={[...members]}
          onChange={to => set({ members: to })}
        />
        <Problem error={error} />
      </form>
    </DialogFrame>
  )
}
