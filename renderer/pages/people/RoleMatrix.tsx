import { IconCheck, IconCircle, IconMinus } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { Role } from '../../../shared/models/access.ts'
import { type Permission, permissions } from '../../../shared/permissions.ts'
import { t } from '../../words/index.ts'
import { Skeleton } from '../host/Skeleton.tsx'
import { type Cell, cellAfter } from './matrixKeys.ts'
import classes from './People.module.css'
import { RoleDialog, roleDraft } from './RoleDialog.tsx'
import { depthOf, giverOf, shareOf } from './rightsTree.ts'
import { rightName } from '../../words/rightName.ts'
import type { People } from './usePeople.ts'
import { visible } from '../../components/visible.ts'
import { roleWhat } from './roleWords.ts'

/** Every right by every role; a role's heading opens it, a cell opens it at that right. */
export function RoleMatrix({ all }: { all: People }) {
  const [open, setOpen] = useState<{ role: Role; at: Permission | null } | null>(null)
  const [at, setAt] = useState<Cell>({ row: 0, column: 0 })
  const grid = useRef<HTMLTableElement>(null)
  useEffect(() => {
    // Being changed when the window was locked.
    const role = all.roles.find(({ id }) => id === roleDraft.keptOf())
    if (role) setOpen({ role, at: null })
  }, [all.roles])
  if (!all.ready) return <Skeleton what={t('people.roles')} rows={14} />
  const { roles } = all
  const column = Math.min(at.column, roles.length - 1)
  const stop = (row: number, index: number) => ({
    'data-cell': `${row}.${index}`,
    tabIndex: row === at.row && index === column ? 0 : -1,
    onFocus: () => setAt({ row, column: index }),
  })
  const onKeyDown = (event: React.KeyboardEvent) => {
    const next = cellAfter(
      event,
      { row: at.row, column },
      { rows: permissions.length, columns: roles.length },
    )
    if (next === null) return
    event.preventDefault()
    grid.current?.querySelector<HTMLElement>(`[data-cell="${next.row}.${next.column}"]`)?.focus()
  }
  return (
    <>
      <div className={classes.legend}>
        <p className={classes.dim}>{t('people.role.legend')}</p>
      </div>
      <section className={classes.matrixBox} aria-label={t('people.role.matrix')}>
        <table
          ref={grid}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the arrow keys walk through its cells
          role="grid"
          className={classes.matrix}
          aria-label={t('people.role.matrix')}
          onKeyDown={onKeyDown}
        >
          <thead>
            <tr>
              <th scope="col">{t('people.role.right')}</th>
              {roles.map((role, index) => (
                <th key={role.id} scope="col">
                  <button
                    type="button"
                    className={classes.roleButton}
                    title={roleWhat(role)}
                    aria-label={t('people.role.open', { name: role.name })}
                    onClick={() => setOpen({ role, at: null })}
                    {...stop(0, index)}
                  >
                    <bdi>{visible(role.name)}</bdi>
                    <small>
                      {role.builtIn
                        ? t('people.role.builtIn')
                        : t('people.role.holders', {
                            count: all.grants.filter(grant => grant.roleId === role.id).length,
                          })}
                    </small>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {permissions.map((permission, row) => (
              <tr key={permission} data-top={depthOf(permission) === 0 || undefined}>
                <th
                  scope="row"
                  title={permission}
                  style={{ paddingInlineStart: 12 + depthOf(permission) * 18 }}
                >
                  {rightName(permission)}
                </th>
                {roles.map((role, index) => (
                  <Held
                    key={role.id}
                    role={role}
                    permission={permission}
                    stop={stop(row + 1, index)}
                    onOpen={() => setOpen({ role, at: permission })}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {open && <RoleDialog of={open.role} at={open.at} onClose={() => setOpen(null)} />}
    </>
  )
}

interface HeldProps {
  role: Role
  permission: Permission
  stop: { tabIndex: number; onFocus(): void }
  onOpen(): void
}

function Held({ role, permission, stop, onOpen }: HeldProps) {
  const giver = giverOf(role.permissions, permission)
  const share = shareOf(role.permissions, permission)
  return (
    <td
      {...stop}
      title={heldWords(role, permission)}
      onDoubleClick={onOpen}
      onKeyDown={event => {
        if (event.key !== 'Enter' && event.key !== ' ') return
        event.preventDefault()
        onOpen()
      }}
    >
      {giver === permission && <IconCheck size={15} stroke={2.4} aria-hidden="true" />}
      {giver !== null && giver !== permission && (
        <IconCircle size={10} stroke={2.4} aria-hidden="true" data-inherited="" />
      )}
      {share === 'some' && <IconMinus size={12} stroke={2.4} aria-hidden="true" data-inherited="" />}
      <span className="visually-hidden">{heldWords(role, permission)}</span>
    </td>
  )
}

function heldWords(role: Role, permission: Permission): string {
  const giver = giverOf(role.permissions, permission)
  if (giver === permission) return t('people.role.granted')
  if (giver !== null) return t('people.role.inherited', { parent: rightName(giver) })
  return t(shareOf(role.permissions, permission) === 'some' ? 'people.role.some' : 'people.role.notGranted')
}
