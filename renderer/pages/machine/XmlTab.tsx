import { Button, SegmentedControl } from '@mantine/core'
import { useCallback } from 'react'
import type { Machine } from '../../../shared/models/machine.ts'
import { useApi } from '../../api/client.ts'
import { CopyButton } from '../../components/CopyButton.tsx'
import { DataAge } from '../../components/DataAge.tsx'
import { ErrorState } from '../../components/Messages.tsx'
import { go, useAddress } from '../../stores/address.ts'
import { formatMoment } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import classes from './Machine.module.css'
import { Skeleton } from './Skeleton.tsx'
import { useCall } from './useCall.ts'
import { useSettled } from './useSettled.ts'
import { XmlEditor } from './editor/XmlEditor.tsx'

const SETTLE_MS = 400
/** The definition as libvirt gave it: running, stored, or a version of the past. */
export function XmlTab({ machine }: { machine: Machine }) {
  const { client } = useApi()
  const { key } = machine
  const params = useAddress(address => address.params)
  const { version, which } = params
  const runs = machine.id !== null && !machine.stale
  const stored = which === 'stored' || !runs
  const ask = useCallback(
    (signal: AbortSignal) =>
      client.machines.xml(version ? { key, hash: version } : { key, stored }, { signal }),
    [client, key, version, stored],
  )
  const { value, error, retry } = useCall(ask, useSettled(machine, SETTLE_MS))
  const show = (next: Record<string, string>) =>
    go({ page: 'machine', id: key, tab: 'xml', params: next }, 'replace')
  if (error && value === null) return <ErrorState error={error} onRetry={retry} />
  if (value === null) return <Skeleton rows={14} what={t('machine.xml.label')} />
  const line = Number(params.line)
  return (
    <div className={classes.fill}>
      <div className={classes.toolbar}>
        {version ? (
          <>
            <span>{t('machine.xml.version', { when: formatMoment(value.asOfMs) })}</span>
            <Button variant="default" onClick={() => show({})}>
              {t('machine.xml.latest')}
            </Button>
          </>
        ) : (
          <>
            {runs && (
              <SegmentedControl
                size="xs"
                aria-label={t('machine.hardware.which')}
                value={stored ? 'stored' : 'running'}
                onChange={next => show(next === 'stored' ? { which: 'stored' } : {})}
                data={[
                  { value: 'running', label: t('machine.xml.running') },
                  { value: 'stored', label: t('machine.xml.stored') },
                ]}
              />
            )}
            <span className={classes.dim}>
              {t('machine.head.confirmed')}{' '}
              <DataAge asOfMs={value.asOfMs} live={!machine.stale} phrase="ago" />
            </span>
          </>
        )}
        <span className={classes.push} />
        <CopyButton text={value.xml} label={t('machine.xml.copy')} />
      </div>
      <XmlEditor
        text={value.xml}
        label={t('machine.xml.label')}
        line={Number.isInteger(line) && line > 0 ? line : null}
      />
    </div>
  )
}
