import { Button, PasswordInput } from '@mantine/core'
import { IconStethoscope } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { z } from 'zod'
import type { HostDraft } from '../../shared/contract/index.ts'
import { CopyButton } from '../components/CopyButton.tsx'
import { errorText } from '../components/Messages.tsx'
import classes from './Dialog.module.css'
import { DiagnosisSteps, diagnosisText } from './DiagnosisSteps.tsx'
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
          Test
        </Button>
        {running && (
          <Button variant="subtle" color="gray" onClick={cancel}>
            Stop
          </Button>
        )}
        {!running && steps.length > 0 && (
          <CopyButton text={() => diagnosisText(draft.uri, steps)} label="Copy result" />
        )}
      </div>
      {steps.length > 0 && <DiagnosisSteps steps={steps} />}
      {question?.kind === 'newHostKey' && (
        <>
          <HostKey title="The host shows this key" fingerprint={question.presented} />
          <CompareHint algorithm={question.presented.algorithm} />
          <div className={classes.formButtons}>
            <Button onClick={() => onAccept(question.presented.sha256)}>Trust this key and go on</Button>
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
            label={wanted === 'password' ? 'Password, for this test only' : 'Passphrase, for this test only'}
            value={secret}
            autoComplete="off"
            onChange={event => setSecret(event.currentTarget.value)}
          />
          <div className={classes.formButtons}>
            <Button type="submit" disabled={secret === ''}>
              Try with it
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
