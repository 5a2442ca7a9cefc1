import { Menu } from '@mantine/core'
import { IconUserQuestion } from '@tabler/icons-react'
import type { Subject } from '../../shared/models/access.ts'
import { openDialog } from '../stores/dialogs.ts'
import { t } from '../words/index.ts'

/** In an object's menu: who may do what with it, and why one may not. */
export function WhoItem({ subject, name }: { subject: Subject; name: string }) {
  return (
    <Menu.Item
      leftSection={<IconUserQuestion size={14} aria-hidden="true" />}
      onClick={() => openDialog({ kind: 'why', subject, name })}
    >
      {t('people.why.menu')}
    </Menu.Item>
  )
}
