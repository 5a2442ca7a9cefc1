import { Menu } from '@mantine/core'
import { IconListSearch } from '@tabler/icons-react'
import type { HostId, MachineKey } from '../../shared/ids.ts'
import { go } from '../stores/address.ts'
import { useMay } from '../stores/session.ts'
import { t } from '../words/index.ts'

/** In an object's menu, for who may read any of the audit: what was done to it. */
export function AuditItem({ of }: { of: { machine: MachineKey } | { host: HostId } }) {
  const may = useMay('audit.read')
  if (!may) return null
  return (
    <Menu.Item
      leftSection={<IconListSearch size={14} aria-hidden="true" />}
      onClick={() => go({ page: 'audit', id: null, tab: null, query: '', params: { ...of } })}
    >
      {t('audit.its')}
    </Menu.Item>
  )
}
