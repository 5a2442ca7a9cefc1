import { Button } from '@mantine/core'
import { useEffect } from 'react'
import type { HostId } from '../../shared/ids.ts'
import { CopyButton } from '../components/CopyButton.tsx'
import { ErrorState } from '../components/Messages.tsx'
import { useFleet } from '../stores/fleet.ts'
import { diagnosisText } from '../../shared/diagnosisText.ts'
import { t } from '../words/index.ts'
import classes from './Dialog.module.css'
import { Decisions } from './Decisions.tsx'
import { DialogFrame } from './DialogFrame.tsx'
import { DiagnosisSteps } from './DiagnosisSteps.tsx'
import { PinnedKeys } from './PinnedKeys.tsx'
import { useDiagnosis } from './useDiagnosis.ts'

/** Why a host does not answer, stage by stage; copyable. */
export function DiagnoseHost({ hostId, onClose }: { hostId: HostId; onClose(): void }) {
  const host = useFleet(fleet => fleet.hosts.get(hostId))
  const { steps, running, error, start } = useDiagnosis()
  useEffect(() => {
    void start({ hostId })
  }, [start, hostId])
  const name = host?.record.name ?? t('addHost.diagnose.thisHost')
  return (
    <DialogFrame
      title={t('addHost.diagnose.title', { name })}
      onClose={onClose}
      size={640}
      footer={
        <>
          <span className={classes.left}>
            <CopyButton text={() => diagnosisText(steps, name)} label={t('addHost.diagnose.copy')} />
          </span>
          <Button variant="default" loading={running} onClick={() => void start({ hostId })}>
            {t('addHost.diagnose.again')}
          </Button>
          <Button onClick={onClose}>{t('dialogs.close')}</Button>
        </>
      }
    >
      <p className={classes.dim}>
        <code>{host?.record.uri}</code>
      </p>
      {host?.transport && <Decisions transport={host.transport} />}
      {error ? <ErrorState error={error} /> : <DiagnosisSteps steps={steps} />}
      <PinnedKeys hostId={hostId} />
    </DialogFrame>
  )
}
