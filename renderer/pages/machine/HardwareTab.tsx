import { Button, SegmentedControl, TextInput } from '@mantine/core'
import { IconCpu, IconSearch } from '@tabler/icons-react'
import { useCallback, useDeferredValue, useMemo, useState } from 'react'
import type { Hardware } from '../../../shared/contract/index.ts'
import type { Machine } from '../../../shared/models/machine.ts'
import type { HardwareDevice, HardwareGroup } from '../../../shared/models/machineDetails.ts'
import { useApi } from '../../api/client.ts'
import { DataAge } from '../../components/DataAge.tsx'
import { EmptyState, ErrorState } from '../../components/Messages.tsx'
import { go } from '../../stores/address.ts'
import { changeSentence, factValue, leafLabel, partTitle } from '../../words/deviceWords.ts'
import { faultWords } from '../../words/faultWords.ts'
import { t } from '../../words/index.ts'
import classes from './Machine.module.css'
import { Skeleton } from './Skeleton.tsx'
import { useCall } from './useCall.ts'
import { usePending } from './usePending.ts'
import { useSettled } from './useSettled.ts'
import { visible } from '../../components/visible.ts'

const SETTLE_MS = 400

/** Every device and property that the definition names, and what is otherwise at the next boot. */
export function HardwareTab({ machine }: { machine: Machine }) {
  const { client } = useApi()
  const { key } = machine
  const runs = machine.id !== null && !machine.stale
  const [stored, setStored] = useState(false)
  const [text, setText] = useState('')
  const ask = useCallback(
    (signal: AbortSignal) => client.machines.hardware({ key, stored: stored || !runs }, { signal }),
    [client, key, stored, runs],
  )
  const { value, error, retry } = useCall(ask, useSettled(machine, SETTLE_MS))
  const shown = useDeferredValue(text.trim().toLowerCase())
  const groups = useMemo(() => matching(value?.groups ?? [], shown), [value, shown])
  if (error && value === null) return <ErrorState error={error} onRetry={retry} />
  if (value === null) return <Skeleton rows={12} what={t('machine.tabs.hardware')} />
  if (value.unreadable) return <Unreadable hardware={value} />
  return (
    <>
      <div className={classes.toolbar}>
        <TextInput
          className={classes.find}
          size="xs"
          value={text}
          onChange={event => setText(event.currentTarget.value)}
          placeholder={t('machine.hardware.find')}
          aria-label={t('machine.hardware.find')}
          leftSection={<IconSearch size={14} aria-hidden="true" />}
        />
        {runs && (
          <SegmentedControl
            size="xs"
            aria-label={t('machine.hardware.which')}
            value={stored ? 'stored' : 'running'}
            onChange={which => setStored(which === 'stored')}
            data={[
              { value: 'running', label: t('machine.hardware.running') },
              { value: 'stored', label: t('machine.hardware.stored') },
            ]}
          />
        )}
        <span className={classes.dim}>
          {t('machine.head.confirmed')}{' '}
          <DataAge asOfMs={value.source.asOfMs} live={!machine.stale} phrase="ago" />
        </span>
      </div>
      {runs && <Pending machine={machine} />}
      {groups.length === 0 && <p className={classes.dim}>{t('machine.hardware.none', { text })}</p>}
      {groups.map(group => (
        <Group key={group.id} group={group} machine={machine} stored={stored || !runs} />
      ))}
    </>
  )
}

/** Devices whose title or any fact says the text. */
function matching(groups: readonly HardwareGroup[], text: string): readonly HardwareGroup[] {
  if (text === '') return groups
  const says = (device: HardwareDevice) =>
    `${partTitle(device, device.title)} ${device.kind} ${device.facts.map(fact => `${leafLabel(fact.path)} ${factValue(fact)} ${fact.value}`).join(' ')}`
      .toLowerCase()
      .includes(text)
  return groups.flatMap(group => {
    const devices = group.devices.filter(says)
    return devices.length === 0 ? [] : [{ ...group, devices }]
  })
}

function Pending({ machine }: { machine: Machine }) {
  const { value } = usePending(machine)
  const changes = value?.changes ?? null
  if (changes === null) return null
  if (changes.length === 0) return <p className={classes.dim}>{t('machine.hardware.same')}</p>
  return (
    <section className={classes.pending} aria-labelledby="machine-pending">
      <h2 id="machine-pending">{t('machine.hardware.pending')}</h2>
      <ul>
        {changes.map(change => (
          <li key={change.path} dir="auto">
            {changeSentence(change, 'nextBoot')}
          </li>
        ))}
      </ul>
      {value?.more && <p>{t('machine.hardware.pendingMore')}</p>}
    </section>
  )
}

const groups = [
  'general',
  'cpu',
  'memory',
  'boot',
  'storage',
  'network',
  'display',
  'ports',
  'host',
  'security',
  'system',
  'other',
] as const

/** The group's name in the window's language; one that this window does not know has the core's. */
function groupTitle({ id, title }: HardwareGroup): string {
  const known = groups.find(each => each === id)
  return known ? t(`machine.hardware.group.${known}`) : title
}

function Group({ group, machine, stored }: { group: HardwareGroup; machine: Machine; stored: boolean }) {
  const properties = group.devices.filter(device => device.facts.length <= 1)
  const devices = group.devices.filter(device => device.facts.length > 1)
  return (
    <section className={classes.group} aria-labelledby={`hardware-${group.id}`}>
      <h2 id={`hardware-${group.id}`} className={classes.heading}>
        {groupTitle(group)}
      </h2>
      {properties.length > 0 && (
        <dl className={`${classes.card} ${classes.facts}`}>
          {properties.map(device => (
            <div key={device.id}>
              <dt>
                <LineLink device={device} machine={machine} stored={stored} />
              </dt>
              {device.facts.map(fact => (
                <dd
                  key={fact.path}
                  title={fact.raw ? t('machine.hardware.written', { raw: fact.raw }) : undefined}
                >
                  <bdi>
                    {fact.path === '' ? '' : `${leafLabel(fact.path)}: `}
                    {factValue(fact)}
                  </bdi>
                </dd>
              ))}
            </div>
          ))}
        </dl>
      )}
      <div className={classes.devices}>
        {devices.map(device => (
          <Device key={device.id} device={device} machine={machine} stored={stored} />
        ))}
      </div>
    </section>
  )
}

interface DeviceProps {
  device: HardwareDevice
  machine: Machine
  stored: boolean
}

function Device({ device, machine, stored }: DeviceProps) {
  return (
    <section className={classes.card} aria-label={partTitle(device, device.title)}>
      <h3 className={classes.deviceTitle}>
        <LineLink device={device} machine={machine} stored={stored} />
      </h3>
      <dl className={classes.facts}>
        {device.facts.map(fact => (
          <div key={fact.path}>
            <dt>{leafLabel(fact.path)}</dt>
            <dd title={fact.raw ? t('machine.hardware.written', { raw: fact.raw }) : undefined}>
              <bdi>{factValue(fact)}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

/** The device's name, which leads to its place in the XML. */
function LineLink({ device, machine, stored }: DeviceProps) {
  const { line } = device
  const title = partTitle(device, device.title)
  return (
    <button
      type="button"
      className={classes.lineLink}
      aria-label={t('machine.hardware.line', { line, title })}
      title={t('machine.hardware.line', { line, title })}
      onClick={() =>
        go({
          page: 'machine',
          id: machine.key,
          tab: 'xml',
          params: { line: `${line}`, ...(stored ? { which: 'stored' } : {}) },
        })
      }
    >
      <bdi>{visible(title)}</bdi>
    </button>
  )
}

function Unreadable({ hardware: { source, unreadable } }: { hardware: Hardware }) {
  return (
    <EmptyState
      icon={IconCpu}
      title={t('machine.hardware.unreadable')}
      action={
        <Button variant="default" onClick={() => go({ page: 'machine', id: source.key, tab: 'xml' })}>
          {t('machine.hardware.showXml')}
        </Button>
      }
    >
      {unreadable && (
        <p>
          {t('machine.hardware.unreadableAt', {
            line: unreadable.line,
            column: unreadable.column,
            what: faultWords(unreadable),
          })}
        </p>
      )}
    </EmptyState>
  )
}
