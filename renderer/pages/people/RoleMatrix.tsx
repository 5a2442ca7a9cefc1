import { IconCheck, IconCircle } from '@tabler/icons-react'
import { useState } from 'react'
import type { Role } from '../../../shared/models/access.ts'
import { type Permission, permissions } from '../../../shared/permissions.ts'
import { t } from '../../words/index.ts'
import { Skeleton } from '../host/Skeleton.tsx'
import classes from './People.module.css'
import { RoleDialog } from './RoleDialog.tsx'
import { depthOf, giverOf, rightName } from './rightsTree.ts'
import type { People } from './usePeople.ts'

/** Every right by every role; a role's heading opens it. */
export function RoleMatrix({ all }: { all: People }) {
  const [open, setOpen] = useState<Role | null>(null)
  if (!all.ready) return <Skeleton what={t('people.roles')} rows={14} />
  return (
    <>
      <div className={classes.legend}>
        <p className={classes.dim}>{t('people.role.legend')}</p>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.matrixBox} tabIndex={0} aria-label={t('people.role.matrix')}>
        <table className={classes.matrix}>
          <thead>
            <tr>
              <th scope="col">{t('people.role.right')}</th>
              {all.roles.map(role => (
                <th key={role.id} scope="col">
                  <button
                    type="button"
                    className={classes.roleButton}
                    title={role.description}
                    aria-label={t('people.role.open', { name: role.name })}
                    onClick={() => setOpen(role)}
                  >
                    <bdi>{role.name}</bdi>
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
            {permissions.map(permission => (
              <tr key={permission} data-top={depthOf(permission) === 0 || undefined}>
                <th
                  scope="row"
                  title={permission}
                  style={{ paddingInlineStart: 12 + depthOf(permission) * 18 }}
                >
                  {rightName(permission)}
                </th>
                {all.roles.map(role => (
                  <Held key={role.id} role={role} permission={permission} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {open && <RoleDialog of={open} onClose={() => setOpen(null)} />}
    </>
  )
}

function Held({ role, permission }: { role: Role; permission: Permission }) {
  const giver = giverOf(role.permissions, permission)
  const words =
    giver === null
      ? t('people.role.notGranted')
      : giver === permission
        ? t('people.role.granted')
        : t('people.role.inherited', { parent: rightName(giver) })
  return (
    <td title={words}>
      {giver === permission && <IconCheck size={15} stroke={2.4} aria-hidden="true" />}
      {giver !== null && giver !== permission && (
        <IconCircle size={10} stroke={2.4} aria-hidden="true" data-inherited="" />
      )}
      <span className="visually-hidden">{words}</span>
    </td>
  )
}
