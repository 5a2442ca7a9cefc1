import { Button, PasswordInput } from '@mantine/core'
import { IconStethoscope } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { z } from 'zod'
import type { HostDraft } from '../../shared/contract/index.ts'
import type { DiagnosisStep } from '../../shared/models/host.ts'
import { CopyButton } from '../components/CopyButton.tsx'
import { errorText } from '../components/Messages.tsx'
import { diagnosisText } from '../../shared/diagnosisText.ts'
import { t } from '../words/index.ts'
import classes from './Dialog.module.css'
import { DiagnosisSteps } from './DiagnosisSteps.tsx'
import { CompareHint, HostKey } from './HostKey.tsx'
import { questionIn, secretWanted } from './hostForm.ts'
import { useDiagnosis } from './useDiagnosis.ts'

interface HostTestProps {
  draft: z.infer<typeof HostDraft>
  accepted: readonly string[]
  onAccept(sha256: string): void
}

/** Tries a draft stage by stage; asks about a new key or a missing secret where the try stops there. */
export function HostTest({ draft, accepted, onAccept }: HostTestProps) {
  const { steps, running, error, start, cancel } = useDiagnosis()
  const [secret, setSecret] = useState('')
  const question = running ? null : questionIn(steps)
  const wanted = running ? null : secretWanted(steps)
  const run = (given: string = secret) =>
    void start({ draft }, given ? { [wanted ?? 'password']: given } : undefined)
  // An accepted key lets the try go on where it stopped.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs once for each key accepted
  useEffect(() => {
    if (accepted.length > 0) run()
  }, [accepted])
  return (
    <div className={classes.result}>
      <div className={classes.formButtons} style={{ justifyContent: 'flex-start' }}>
        <Button
          variant="default"
          leftSection={<IconStethoscope size={14} aria-hidden="true" />}
          loading={running}
          onClick={() => run()}
        >
          {t('addHost.test.run')}
        </Button>
        {running && (
          <Button variant="subtle" color="gray" onClick={cancel}>
            {t('addHost.test.stop')}
          </Button>
        )}
        {!running && steps.length > 0 && (
          <CopyButton text={() => diagnosisText(steps, draft.uri)} label={t('addHost.test.copy')} />
        )}
      </div>
      {steps.length > 0 && <DiagnosisSteps steps={steps} />}
      {!running && worked(steps) && (
        <p className={classes.good} role="status">
          {t('addHost.test.works')}
        </p>
      )}
      {question?.kind === 'newHostKey' && (
        <>
          <HostKey title={t('addHost.test.shows')} fingerprint={question.presented} />
          <CompareHint algorithm={question.presented.algorithm} />
          <div className={classes.formButtons}>
            <Button onClick={() => onAccept(question.presented.sha256)}>{t('addHost.test.trust')}</Button>
          </div>
        </>
      )}
      {wanted && (
        <form
          className={classes.form}
          onSubmit={event => {
            event.preventDefault()
            run()
          }}
        >
          <PasswordInput
            label={t(`addHost.test.${wanted}`)}
            value={secret}
            autoComplete="off"
            onChange={event => setSecret(event.currentTarget.value)}
          />
          <div className={classes.formButtons}>
            <Button type="submit" disabled={secret === ''}>
              {t('addHost.test.tryWith')}
            </Button>
          </div>
        </form>
      )}
      {error && (
        <p role="alert" className={classes.warning}>
          {errorText(error)}
        </p>
      )}
    </div>
  )
}

/** Whether a test went through: something passed and nothing failed. */
const worked = (steps: readonly DiagnosisStep[]): boolean =>
  steps.some(step => step.result === 'passed') && steps.every(step => step.result !== 'failed')
