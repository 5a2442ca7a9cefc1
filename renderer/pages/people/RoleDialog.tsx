import { Button, Checkbox, Textarea, TextInput } from '@mantine/core'
import { useId, useRef, useState } from 'react'
import type { Role } from '../../../shared/models/access.ts'
import { type Permission, permissions } from '../../../shared/permissions.ts'
import { useApi } from '../../api/client.ts'
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx'
import { DialogFrame } from '../../dialogs/DialogFrame.tsx'
import dialog from '../../dialogs/Dialog.module.css'
import { Problem } from '../../session/Problem.tsx'
import { useSubmit } from '../../session/useSubmit.ts'
import { DraftForm, NEW_DRAFT, useDraft } from '../../stores/drafts.ts'
import { useMayEverywhere } from '../../stores/session.ts'
import { t } from '../../words/index.ts'
import classes from './People.module.css'
import { depthOf, giverOf, shareOf, toggled } from './rightsTree.ts'
import { rightName } from '../../words/rightName.ts'
import { roleWhat } from './roleWords.ts'

interface RoleDialogProps {
  /** A new one where null. */
  of: Role | null
  /** The right where the keyboard begins. */
  at?: Permission | null
  onClose(): void
}

interface RoleForm {
  /** What it changes; null for a new one. */
  role: Role | null
  name: string
  description: string
  held: readonly Permission[]
}

/** Kept over a lock: composing a role takes a while. */
export const roleDraft = new DraftForm<RoleForm>()

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }

/** Arrow keys go from right to right, Home and End to the first and last. */
function walkRights(event: React.KeyboardEvent<HTMLElement>): void {
  const boxes = [...event.currentTarget.querySelectorAll('input')]
  const focused = document.activeElement
  const at = focused instanceof HTMLInputElement ? boxes.indexOf(focused) : -1
  const step = steps[event.key]
  const next = event.key === 'Home' ? 0 : event.key === 'End' ? boxes.length - 1 : step && at + step
  if (at < 0 || next === undefined) return
  event.preventDefault()
  boxes[next]?.focus()
}

/** A role's name and rights; a built-in one is shown and may be copied. */
export function RoleDialog({ of: given, at = null, onClose }: RoleDialogProps) {
  const { client } = useApi()
  const id = useId()
  const manages = useMayEverywhere('user.manage')
  const [{ role, name, description, held }, change] = useDraft<RoleForm>(
    roleDraft,
    given?.id ?? NEW_DRAFT,
    () => ({
      role: given,
      name: given?.name ?? '',
      description: given?.description ?? '',
      held: given?.permissions ?? ['app.read', 'settings.own'],
    }),
  )
  const set = (part: Partial<RoleForm>) => change(before => ({ ...before, ...part }))
  const fixed = !manages || role?.builtIn === true
  const { busy, error, onSubmit } = useSubmit(async () => {
    const part = { name: name.trim(), description: description.trim(), permissions: [...held] }
    if (role) await client.people.updateRole({ roleId: role.id, was: role.permissions, ...part })
    else await client.people.addRole(part)
    onClose()
  })
  const [removing, setRemoving] = useState(false)
  const nameField = useRef<HTMLInputElement>(null)
  const copy = () => {
    nameField.current?.focus()
    set({ role: null, name: t('people.role.copyOf', { name }) })
  }
  if (role && removing)
    return (
      <ConfirmDialog
        title={t('people.role.removeTitle', { name: role.name })}
        act={t('people.role.remove')}
        run={() => client.people.removeRole({ roleId: role.id })}
        onClose={onClose}
      >
        <p>{t('people.role.removeLead')}</p>
      </ConfirmDialog>
    )
  return (
    <DialogFrame
      title={
        role === null
          ? t('people.role.addTitle')
          : t(fixed ? 'people.role.viewTitle' : 'people.role.editTitle', { name: role.name })
      }
      onClose={onClose}
      size={620}
      footer={
        <>
          {role && !fixed && (
            <Button
              className={dialog.left ?? ''}
              variant="light"
              color="danger"
              onClick={() => setRemoving(true)}
            >
              {t('people.role.remove')}
            </Button>
          )}
          {role && manages && (
            <Button variant="default" onClick={copy}>
              {t('people.role.copy')}
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {fixed ? t('dialogs.close') : t('dialogs.cancel')}
          </Button>
          {!fixed && (
            <Button type="submit" form={id} loading={busy} disabled={name.trim() === '' || held.length === 0}>
              {role ? t('people.person.save') : t('people.role.add')}
            </Button>
          )}
        </>
      }
    >
      <form id={id} className={classes.form} onSubmit={onSubmit}>
        {role?.builtIn && <p className={classes.dim}>{t('people.role.readOnly')}</p>}
        <TextInput
          label={t('people.role.name')}
          ref={nameField}
          value={name}
          maxLength={200}
          readOnly={fixed}
          data-autofocus={at === null || undefined}
          required={!fixed}
          onChange={event => set({ name: event.currentTarget.value })}
        />
        <Textarea
          label={t('people.role.description')}
          value={fixed && role ? roleWhat(role) : description}
          maxLength={2000}
          autosize
          minRows={1}
          maxRows={4}
          readOnly={fixed}
          onChange={event => set({ description: event.currentTarget.value })}
        />
        <fieldset
          className={classes.rightsBox}
          aria-label={t('people.role.rights')}
          data-fixed={fixed || undefined}
          onKeyDown={walkRights}
        >
          {permissions.map(permission => (
            <RightBox
              key={permission}
              permission={permission}
              held={held}
              fixed={fixed}
              isFirst={permission === at}
              onToggle={given =>
                change(before => ({ ...before, held: toggled(before.held, permission, given) }))
              }
            />
          ))}
        </fieldset>
        <p className={classes.dim}>{t('people.role.rightsWhat')}</p>
        <Problem error={error} />
      </form>
    </DialogFrame>
  )
}

interface RightBoxProps {
  permission: Permission
  held: readonly Permission[]
  fixed: boolean
  /** The keyboard begins here. */
  isFirst: boolean
  onToggle(given: boolean): void
}

function RightBox({ permission, held, fixed, isFirst, onToggle }: RightBoxProps) {
  const giver = giverOf(held, permission)
  const share = shareOf(held, permission)
  const inherited = giver !== null && giver !== permission
  const depth = depthOf(permission)
  return (
    <div
      className={classes.right}
      data-top={depth === 0 || undefined}
      style={{ paddingInlineStart: 12 + depth * 20 }}
    >
      <Checkbox
        label={
          inherited
            ? `${rightName(permission)} (${t('people.role.inherited', { parent: rightName(giver) })})`
            : rightName(permission)
        }
        checked={share === 'all'}
        indeterminate={share === 'some'}
        // Whoever only looks may still walk through them.
        aria-readonly={fixed || undefined}
        data-autofocus={isFirst || undefined}
        onChange={event => {
          if (!fixed) onToggle(event.currentTarget.checked)
        }}
      />
      <code>{permission}</code>
    </div>
  )
}
