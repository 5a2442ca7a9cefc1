import { ActionIcon, Button, Menu } from '@mantine/core'
import { IconDots, IconHistoryToggle } from '@tabler/icons-react'
import { useCallback } from 'react'
import type { Machine } from '../../../shared/models/machine.ts'
import { actionRights } from '../../../shared/permissions.ts'
import { formatDuration } from '../../../shared/units.ts'
import { ActionItem } from '../../actions/ActionItem.tsx'
import { actionLook, actionLooks, primaryAction } from '../../actions/machineActions.ts'
import { useActions } from '../../actions/useActions.ts'
import { useRefusals } from '../../actions/useRefusals.ts'
import { AuditItem } from '../../actions/AuditItem.tsx'
import { WhoItem } from '../../actions/WhoItem.tsx'
import { HeadActions, ObjectHead } from '../../components/ObjectHead.tsx'
import { LinkButton } from '../../components/LinkButton.tsx'
import { ProductionChip } from '../../components/ProductionChip.tsx'
import { DataAge } from '../../components/DataAge.tsx'
import { visible } from '../../components/visible.ts'
import { StateBadge } from '../../components/StateBadge.tsx'
import { go } from '../../stores/address.ts'
import { useClockText } from '../../stores/clock.ts'
import { useFleet } from '../../stores/fleet.ts'
import { agoText } from '../../words/ago.ts'
import { t } from '../../words/index.ts'
import classes from './Machine.module.css'
import { suits } from './suits.ts'
import { useMachineKeys } from './useMachineKeys.ts'

const verbRights = [...new Set(Object.values(actionRights))]

/** Which machine, how it stands, where, since when, and what can be done about it. */
export function MachineHeader({ machine }: { machine: Machine }) {
  const production = useFleet(
    ({ sites }) => sites.find(({ id }) => id === machine.siteId)?.production ?? false,
  )
  return (
    <header className={classes.header}>
      <ObjectHead
        name={machine.name}
        badge={<StateBadge machine={machine} />}
        actions={<Actions machine={machine} />}
        facts={
          <>
            <LinkButton className={classes.link} onClick={() => go({ page: 'host', id: machine.hostId })}>
              <bdi>{visible(machine.host)}</bdi>
            </LinkButton>
            {machine.site && <bdi title={t('machine.head.site')}>{visible(machine.site)}</bdi>}
            {production && <ProductionChip />}
            <Uptime machine={machine} />
            <Address machine={machine} />
            <span>
              {t('machine.head.confirmed')}{' '}
              <DataAge asOfMs={machine.asOfMs} live={!machine.stale} phrase="ago" />
            </span>
            <Pending machine={machine} />
            {machine.tags.map(tag => (
              <bdi key={tag} className={classes.tag} title={t('machine.head.tags')}>
                {visible(tag)}
              </bdi>
            ))}
          </>
        }
      />
      <Warning machine={machine} />
    </header>
  )
}

function Uptime({ machine: { startedAtMs, stale } }: { machine: Machine }) {
  const text = useClockText(now =>
    startedAtMs === null || stale ? '' : t('machine.head.up', { time: formatDuration(now - startedAtMs) }),
  )
  return text ? <span>{text}</span> : null
}

function Address({ machine }: { machine: Machine }) {
  const all = machine.nics.flatMap(nic => nic.addresses)
  const [first] = all
  if (!first) return null
  return (
    <span title={all.join('\n')}>
      <span className="code">{first}</span>
      {all.length > 1 && ` · ${t('machine.head.moreAddresses', { count: all.length - 1 })}`}
    </span>
  )
}

/** Says that the stored configuration is another than the running one, and leads to how. */
function Pending({ machine }: { machine: Machine }) {
  const count = machine.pendingChanges ?? 0
  if (count === 0 || machine.id === null) return null
  return (
    <button
      type="button"
      className={classes.pendingChip}
      onClick={() => go({ page: 'machine', id: machine.key, tab: 'hardware' })}
    >
      <IconHistoryToggle size={13} aria-hidden="true" />
      {t('machine.head.pending', { count })}
    </button>
  )
}

/** What a person must know before anything else on the page. */
function Warning({ machine }: { machine: Machine }) {
  const lost = useFleet(fleet => fleet.lost)
  const ago = useClockText(now => agoText(now - machine.asOfMs))
  const text = machine.stale
    ? lost
      ? t('machine.head.lost', { ago })
      : t('machine.head.disconnected', { host: machine.host, ago })
    : machine.state === 'crashed'
      ? t('machine.head.crashed')
      : machine.stateReason === 'ioerror'
        ? t('machine.head.ioError')
        : machine.unparsed
          ? t('machine.head.unparsed')
          : null
  if (text === null) return null
  const bad = !machine.stale && !machine.unparsed
  return (
    <p className={bad ? classes.bad : classes.stale} role="status">
      {text}
    </p>
  )
}

function Actions({ machine }: { machine: Machine }) {
  const { request } = useActions()
  const { key, stale } = machine
  const act = useCallback((action: Parameters<typeof request>[0]) => request(action, [key]), [request, key])
  const refused = useRefusals(verbRights, { kind: 'machine', key })
  const first = primaryAction(machine)
  const look = first ? actionLook(first) : null
  const rest = actionLooks.filter(each => each.action !== first && suits(each.action, machine))
  useMachineKeys(machine, action => {
    if (!refused.has(actionRights[action])) act(action)
  })
  const calm = rest.filter(each => each.care !== 'danger')
  const dangerous = rest.filter(each => each.care === 'danger')
  return (
    <HeadActions>
      {look && (
        <Button
          disabled={stale || refused.has(actionRights[look.action])}
          leftSection={<look.icon size={14} aria-hidden="true" />}
          aria-keyshortcuts={look.key?.toUpperCase()}
          title={
            (stale
              ? t('machine.head.notLive', { host: machine.host })
              : refused.get(actionRights[look.action])) ??
            (look.key ? `${look.meaning} (${look.key.toUpperCase()})` : look.meaning)
          }
          onClick={() => act(look.action)}
        >
          {look.label}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={t('machine.head.more')} variant="default" size={30}>
            <IconDots size={16} aria-hidden="true" />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {calm.map(each => (
            <ActionItem
              key={each.action}
              look={each}
              refused={
                stale
                  ? t('machine.head.notLive', { host: machine.host })
                  : refused.get(actionRights[each.action])
              }
              onClick={() => act(each.action)}
            />
          ))}
          {dangerous.length > 0 && <Menu.Divider />}
          {dangerous.map(each => (
            <ActionItem
              key={each.action}
              look={each}
              refused={
                stale
                  ? t('machine.head.notLive', { host: machine.host })
                  : refused.get(actionRights[each.action])
              }
              onClick={() => act(each.action)}
            />
          ))}
          <Menu.Divider />
          <AuditItem of={{ machine: key }} />
          <WhoItem subject={{ kind: 'machine', key }} name={machine.name} />
        </Menu.Dropdown>
      </Menu>
    </HeadActions>
  )
}
