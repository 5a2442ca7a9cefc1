import { Button } from '@mantine/core'
import { IconShieldCheck } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { AuditVerdict } from '../../../shared/contract/audit.ts'
import type { AppError } from '../../../shared/errors.ts'
import { formatDuration } from '../../../shared/units.ts'
import { useApi } from '../../api/client.ts'
import { toAppError } from '../../api/errors.ts'
import { Banner } from '../../components/Messages.tsx'
import { t } from '../../words/index.ts'
import classes from './Audit.module.css'
import { visible } from '../../components/visible.ts'

type Verification =
  | { kind: 'none' }
  | { kind: 'running' }
  | { kind: 'done'; verdict: AuditVerdict }
  | { kind: 'failed'; error: AppError }

/** Has the core verify the log; the verdict stays until it is closed or asked for again. */
export function useVerification(): { state: Verification; verify(): void; close(): void } {
  const { client } = useApi()
  const [state, setState] = useState<Verification>({ kind: 'none' })
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])
  const verify = () => {
    running.current?.abort()
    const own = new AbortController()
    running.current = own
    setState({ kind: 'running' })
    client.audit.verify({}, { signal: own.signal, context: { timeoutMs: 120_000 } }).then(
      verdict => {
        if (!own.signal.aborted) setState({ kind: 'done', verdict })
      },
      (thrown: unknown) => {
        if (!own.signal.aborted) setState({ kind: 'failed', error: toAppError(thrown) })
      },
    )
  }
  const close = () => {
    running.current?.abort()
    setState({ kind: 'none' })
  }
  return { state, verify, close }
}

/** The button that asks for it. */
export function VerifyButton({
  state,
  refused,
  onVerify,
}: {
  state: Verification
  /** Why the person may not; null where they may. */
  refused: string | null
  onVerify(): void
}) {
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={state.kind === 'running'}
      disabled={refused !== null}
      {...(refused === null ? {} : { title: refused })}
      leftSection={<IconShieldCheck size={14} aria-hidden="true" />}
      onClick={onVerify}
    >
      {t('audit.verify')}
    </Button>
  )
}

/** What the verification found: all agrees, or the first entry that does not. */
export function VerdictBanner({
  state,
  onClose,
  onSeq,
}: {
  state: Verification
  onClose(): void
  onSeq(seq: number): void
}) {
  if (state.kind === 'none') return null
  if (state.kind === 'running') return <Banner tone="busy">{t('audit.verifying')}</Banner>
  const hide = (
    <Button size="compact-sm" variant="subtle" onClick={onClose}>
      {t('audit.hideVerdict')}
    </Button>
  )
  if (state.kind === 'failed')
    return (
      <Banner tone="warn" action={hide}>
        {t('audit.verifyFailed', { message: state.error.message })}
      </Banner>
    )
  const { verdict } = state
  const { problem, entries, signedHeads, signer, prunedSeq, durationMs, last } = verdict
  if (problem)
    return (
      <Banner
        tone="bad"
        action={
          <span className={classes.bar}>
            <Button size="compact-sm" variant="default" onClick={() => onSeq(problem.seq)}>
              {t('audit.showEntry', { seq: problem.seq })}
            </Button>
            {hide}
          </span>
        }
      >
        <strong>{t(`audit.broken.${problem.kind}`, { seq: problem.seq })}</strong>{' '}
        <bdi>{visible(problem.words)}</bdi>
      </Banner>
    )
  return (
    <Banner tone="good" action={hide}>
      <span className={classes.verdict}>
        {t('audit.whole', {
          count: entries,
          heads: t('audit.heads', { count: signedHeads }),
          took: formatDuration(durationMs),
        })}
        {prunedSeq > 0 && ` ${t('audit.pruned', { seq: prunedSeq })}`}
        {signer && ` ${t('audit.signer', { signer })}`}
        {last && ` ${t('audit.anchor', { anchor: `${last.seq}:${last.hash}` })}`}
      </span>
    </Banner>
  )
}
