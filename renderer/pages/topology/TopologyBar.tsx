import { ActionIcon, Button, Menu, SegmentedControl } from '@mantine/core'
import { IconArrowsMaximize, IconArrowsMinimize, IconEye } from '@tabler/icons-react'
import { useCallback } from 'react'
import { nodeKinds } from '../../../shared/contract/topology.ts'
import { useApi } from '../../api/client.ts'
import { QueryBar } from '../../components/QueryBar.tsx'
import { go, useAddress } from '../../stores/address.ts'
import { t } from '../../words/index.ts'
import { kindIcons } from './nodeLook.tsx'
import classes from './TopologyPage.module.css'
import { Tip } from '../../components/Tip.tsx'

type Kind = (typeof nodeKinds)[number]

interface TopologyBarProps {
  result: string
  hidden: ReadonlySet<Kind>
  onHidden(hidden: ReadonlySet<Kind>): void
  form: 'picture' | 'tree'
  onFoldAll(open: boolean): void
}

/** Over the picture: filter, kinds, form, and opening or closing all groups. */
export function TopologyBar({ result, hidden, onHidden, form, onFoldAll }: TopologyBarProps) {
  const { client } = useApi()
  const query = useAddress(address => address.query)
  const onQuery = useCallback((text: string) => go({ query: text }, 'replace'), [])
  const toggle = (kind: Kind) => {
    const next = new Set(hidden)
    if (!next.delete(kind)) next.add(kind)
    onHidden(next)
  }
  return (
    <div className={classes.bar} role="toolbar" aria-label={t('topology.label')}>
      <QueryBar
        label={t('list.filter', { label: t('topology.label') })}
        value={query}
        onChange={onQuery}
        complete={(text, cursor, signal) => client.machines.complete({ query: text, cursor }, { signal })}
        onLeave={() => document.querySelector<HTMLElement>('[role=application], [role=tree]')?.focus()}
        placeholder={t('topology.filterExample')}
        result={result}
      />
      {form === 'picture' && (
        <>
          <Menu position="bottom-end" closeOnItemClick={false}>
            <Menu.Target>
              <Button
                variant={hidden.size > 0 ? 'light' : 'subtle'}
                color={hidden.size > 0 ? 'accent' : 'gray'}
                leftSection={<IconEye size={15} aria-hidden="true" />}
              >
                {t('topology.kinds')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {nodeKinds.map(kind => {
                const Icon = kindIcons[kind]
                return (
                  <Menu.CheckboxItem
                    key={kind}
                    value={kind}
                    checked={!hidden.has(kind)}
                    onChange={() => toggle(kind)}
                    rightSection={<Icon size={14} stroke={1.6} aria-hidden="true" />}
                  >
                    {t(`topology.kindsOf.${kind}`)}
                  </Menu.CheckboxItem>
                )
              })}
            </Menu.Dropdown>
          </Menu>
          <Tip label={t('topology.openAll')}>
            <ActionIcon aria-label={t('topology.openAll')} onClick={() => onFoldAll(true)}>
              <IconArrowsMaximize size={15} aria-hidden="true" />
            </ActionIcon>
          </Tip>
          <Tip label={t('topology.closeAll')}>
            <ActionIcon aria-label={t('topology.closeAll')} onClick={() => onFoldAll(false)}>
              <IconArrowsMinimize size={15} aria-hidden="true" />
            </ActionIcon>
          </Tip>
        </>
      )}
      <SegmentedControl
        size="xs"
        aria-label={t('topology.view')}
        value={form}
        onChange={value => go({ tab: value === 'tree' ? 'tree' : null })}
        data={[
          { value: 'picture', label: t('topology.picture') },
          { value: 'tree', label: t('topology.tree') },
        ]}
      />
    </div>
  )
}
