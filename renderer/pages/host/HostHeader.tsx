import { ActionIcon, Button, Menu } from '@mantine/core'
import {
  IconDots,
  IconPencil,
  IconPlugConnected,
  IconPlugConnectedX,
  IconStethoscope,
  IconTrash,
} from '@tabler/icons-react'
import type { HostView } from '../../../shared/models/host.ts'
import type { Permission } from '../../../shared/permissions.ts'
import { AuditItem } from '../../actions/AuditItem.tsx'
import { hostActions } from '../../actions/hostActions.ts'
import { Refused } from '../../actions/Refused.tsx'
import { useRefusals } from '../../actions/useRefusals.ts'
import { WhoItem } from '../../actions/WhoItem.tsx'
import { useApi } from '../../api/client.ts'
import { withheldOf } from '../../../shared/models/withheld.ts'
import { HeadActions, ObjectHead } from '../../components/ObjectHead.tsx'
import { LinkButton } from '../../components/LinkButton.tsx'
import { ProductionChip } from '../../components/ProductionChip.tsx'
import { DataAge } from '../../components/DataAge.tsx'
import { HostStateBadge } from '../../components/HostStateBadge.tsx'
import { isLive } from '../../components/hostState.ts'
import { openDialog } from '../../stores/dialogs.ts'
import { useFleet } from '../../stores/fleet.ts'
import { t } from '../../words/index.ts'
import classes from './Host.module.css'
import { goTab } from './HostTabs.tsx'
import { visible } from '../../components/visible.ts'

const hostRights: readonly Permission[] = ['host.connect', 'host.answer', 'host.manage']

/** Which host, how it stands and why, how old what is known of it is, and what can be done. */
export function HostHeader({ host }: { host: HostView }) {
  const { record, state, facts, site, readOnly, dataAsOfMs } = host
  const production = useFleet(
    ({ sites }) => sites.find(({ id }) => id === record.siteId)?.production ?? false,
  )
  const live = isLive(state)
  return (
    <header>
      <div className={classes.head}>
        <ObjectHead
          name={record.name}
          badge={<HostStateBadge state={state} />}
          actions={<Actions host={host} />}
          facts={
            <>
              {site && <bdi>{visible(site)}</bdi>}
              {production && <ProductionChip />}
              {readOnly && (
                <span className={classes.chip} title={t('host.head.readOnlyWhy')}>
                  {t('host.head.readOnly')}
                </span>
              )}
              {record.uri !== '' && <code>{record.uri}</code>}
              {facts?.driver && (
                <span>
                  {facts.driver} {facts.hypervisorVersion}
                </span>
              )}
              {facts?.libvirtVersion && <span>libvirt {facts.libvirtVersion}</span>}
              <span>
                {t('host.head.data')} <DataAge asOfMs={dataAsOfMs} live={live} phrase="ago" />
              </span>
              {!live && (
                <span>
                  {t('host.head.last')} <DataAge asOfMs={state.lastContactMs} phrase="ago" />
                </span>
              )}
            </>
          }
        />
        {state.problem && (
          <div className={classes.why} role="status">
            <span>{state.problem.message}</span>
            {state.problem.next && <span className={classes.dim}>{state.problem.next}</span>}
            {withheldOf(state) && (
              <LinkButton
                className={classes.small}
                onClick={() => openDialog({ kind: 'destination', hostId: record.id })}
              >
                {t('dialogs.destination.look')}
              </LinkButton>
            )}
            <LinkButton className={classes.small} onClick={() => goTab(host, 'connection')}>
              {t('host.head.fix')}
            </LinkButton>
          </div>
        )}
      </div>
    </header>
  )
}

function Actions({ host }: { host: HostView }) {
  const { client } = useApi()
  const { record, state } = host
  const actions = hostActions(client, host)
  const hostId = record.id
  const refused = useRefusals(hostRights, { kind: 'host', hostId })
  const mayNot = (permission: Permission) => {
    const reason = refused.get(permission)
    return { disabled: reason !== undefined, title: reason }
  }
  const why = (permission: Permission) => {
    const reason = refused.get(permission)
    return reason === undefined ? null : <Refused reason={reason} />
  }
  return (
    <HeadActions label={t('host.head.actions')}>
      {state.question && (
        <Button {...mayNot('host.answer')} onClick={() => openDialog({ kind: 'question', hostId })}>
          {t('host.head.answer')}
        </Button>
      )}
      {actions.canConnect && !state.question && (
        <Button
          {...mayNot('host.connect')}
          leftSection={<IconPlugConnected size={14} aria-hidden="true" />}
          onClick={actions.connect}
        >
          {state.phase === 'waiting' ? t('hosts.retry') : t('hosts.connect')}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t('host.head.more')} variant="default" size={30}>
            <IconDots size={16} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            disabled={refused.has('host.manage')}
            leftSection={<IconStethoscope size={14} />}
            onClick={() => openDialog({ kind: 'diagnose', hostId })}
          >
            {t('hosts.diagnose')}…{why('host.manage')}
          </Menu.Item>
          <Menu.Item
            disabled={refused.has('host.manage')}
            leftSection={<IconPencil size={14} />}
            onClick={() => openDialog({ kind: 'editHost', hostId })}
          >
            {t('hosts.edit')}…{why('host.manage')}
          </Menu.Item>
          {actions.canDisconnect && (
            <Menu.Item
              disabled={refused.has('host.connect')}
              leftSection={<IconPlugConnectedX size={14} />}
              onClick={actions.disconnect}
            >
              {t('hosts.disconnect')}
              {why('host.connect')}
            </Menu.Item>
          )}
          <AuditItem of={{ host: hostId }} />
          <WhoItem subject={{ kind: 'host', hostId }} name={record.name} />
          <Menu.Divider />
          <Menu.Item
            color="var(--state-bad)"
            disabled={refused.has('host.manage')}
            leftSection={<IconTrash size={14} />}
            onClick={() => openDialog({ kind: 'removeHost', hostId })}
          >
            {t('hosts.remove')}…{why('host.manage')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </HeadActions>
  )
}
