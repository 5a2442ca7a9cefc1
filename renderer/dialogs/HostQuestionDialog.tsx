import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { AppError } from '../../shared/errors.ts'
import type { HostId } from '../../shared/ids.ts'
import type { HostAnswer, HostQuestion, HostView } from '../../shared/models/host.ts'
import { useRefusals } from '../actions/useRefusals.ts'
import { useApi } from '../api/client.ts'
import { toAppError } from '../api/errors.ts'
import { errorText } from '../components/Messages.tsx'
import { expectQuestion, openDialog } from '../stores/dialogs.ts'
import { useFleet } from '../stores/fleet.ts'
import { t } from '../words/index.ts'
import classes from './Dialog.module.css'
import { DialogFrame } from './DialogFrame.tsx'
import { CompareHint, HostKey } from './HostKey.tsx'
import { isKeepable, keepNothing, KeepSecret } from './KeepSecret.tsx'

/** Answers what a blocked host waits for: a new key, a changed key, a secret. */
export function HostQuestionDialog({ hostId, onClose }: { hostId: HostId; onClose(): void }) {
  const { client } = useApi()
  const host = useFleet(fleet => fleet.hosts.get(hostId))
  const production = useFleet(
    fleet => fleet.sites.find(site => site.id === host?.record.siteId)?.production ?? false,
  )
  const refusals = useRefusals(needs, { kind: 'host', hostId })
  const [error, setError] = useState<AppError | null>(null)
  const [busy, setBusy] = useState(false)
  const question = host?.state.question ?? null
  // Answered meanwhile, here or elsewhere: nothing is left to ask.
  useEffect(() => {
    if (!question) onClose()
  }, [question, onClose])
  if (!host || !question) return null
  const answer = async (given: HostAnswer) => {
    setBusy(true)
    setError(null)
    try {
      await client.hosts.answer({ hostId, answer: given })
      // What it asks next, a password after its key or the password again, is put to the same person at once.
      if (given.kind !== 'refuse') expectQuestion(hostId)
      onClose()
    } catch (thrown) {
      setError(toAppError(thrown))
      setBusy(false)
    }
  }
  const mayNotAnswer = refusals.get('host.answer')
  const mayNotTrust = refusals.get('host.trust') ?? mayNotAnswer
  const rights = { mayNotAnswer, mayNotTrust }
  const props = {
    ...rights,
    host,
    answer: (given: HostAnswer) => void answer(given),
    busy,
    error,
    production,
    onClose,
  }
  switch (question.kind) {
    case 'newHostKey':
      return <NewKey {...props} question={question} />
    case 'changedHostKey':
      return <ChangedKey {...props} question={question} />
    case 'secret':
      return <Secret {...props} question={question} />
  }
}

const needs = ['host.answer', 'host.trust'] as const

interface QuestionProps<Kind extends HostQuestion['kind']> {
  host: HostView
  /** Why this person may not answer at all, or not trust a key. */
  mayNotAnswer: string | undefined
  mayNotTrust: string | undefined
  question: Extract<HostQuestion, { kind: Kind }>
  answer(given: HostAnswer): void
  busy: boolean
  error: AppError | null
  production: boolean
  onClose(): void
}

function Problem({ error }: { error: AppError | null }) {
  return error ? (
    <p role="alert" className={classes.warning}>
      {errorText(error)}
    </p>
  ) : null
}

/** The reason why this person's answer would be refused; nothing where it would not. */
const Reason = ({ reason }: { reason: string | undefined }) =>
  reason === undefined ? null : (
    <p role="note" className={classes.caution}>
      {reason}
    </p>
  )

function NewKey({
  host,
  question,
  answer,
  busy,
  error,
  production,
  onClose,
  mayNotAnswer,
  mayNotTrust,
}: QuestionProps<'newHostKey'>) {
  const { presented, endpoint } = question
  return (
    <DialogFrame
      title={t('addHost.keys.newTitle', { name: host.record.name })}
      production={production}
      onClose={onClose}
      footer={
        <>
          <Button
            variant="default"
            className={classes.left}
            onClick={() => answer({ kind: 'refuse' })}
            disabled={busy || mayNotAnswer !== undefined}
          >
            {t('addHost.keys.refuse')}
          </Button>
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('addHost.keys.later')}
          </Button>
          <Button
            loading={busy}
            disabled={mayNotTrust !== undefined}
            onClick={() => answer({ kind: 'trustHostKey', sha256: presented.sha256 })}
          >
            {t('addHost.keys.trust')}
          </Button>
        </>
      }
    >
      <p>{t('addHost.keys.newWords', { endpoint })}</p>
      <HostKey title={t('addHost.keys.shows')} fingerprint={presented} />
      <CompareHint algorithm={presented.algorithm} />
      <Reason reason={mayNotTrust} />
      <Problem error={error} />
    </DialogFrame>
  )
}

function ChangedKey({
  host,
  question,
  answer,
  busy,
  error,
  production,
  onClose,
  mayNotTrust,
}: QuestionProps<'changedHostKey'>) {
  const { presented, known, endpoint } = question
  const [typed, setTyped] = useState('')
  return (
    <DialogFrame
      title={t('addHost.keys.changedTitle', { name: host.record.name })}
      size={680}
      production={production}
      onClose={onClose}
      footer={
        <>
          <Button variant="default" data-autofocus onClick={onClose}>
            {t('addHost.keys.leave')}
          </Button>
          <Button
            color="danger"
            autoContrast={false}
            disabled={mayNotTrust !== undefined || typed.trim() !== host.record.name}
            loading={busy}
            onClick={() => answer({ kind: 'repinHostKey', sha256: presented.sha256 })}
          >
            {t('addHost.keys.pin')}
          </Button>
        </>
      }
    >
      <p className={classes.warning}>{t('addHost.keys.changedWords', { endpoint })}</p>
      <div className={classes.pair}>
        {known.map(each => (
          <HostKey
            key={each.sha256}
            title={t('addHost.keys.known')}
            fingerprint={each}
            source={each.source}
          />
        ))}
        <HostKey title={t('addHost.keys.now')} fingerprint={presented} suspicious />
      </div>
      <CompareHint algorithm={presented.algorithm} />
      {mayNotTrust === undefined && (
        <TextInput
          label={t('addHost.keys.typeName', { name: host.record.name })}
          value={typed}
          onChange={event => setTyped(event.currentTarget.value)}
          autoComplete="off"
        />
      )}
      <Reason reason={mayNotTrust} />
      <Problem error={error} />
    </DialogFrame>
  )
}

function Secret({
  host,
  question,
  answer,
  busy,
  error,
  production,
  onClose,
  mayNotAnswer,
}: QuestionProps<'secret'>) {
  const { prompts, request, subject, endpoint, instruction, again } = question
  const [answers, setAnswers] = useState(prompts.map(() => ''))
  const [keep, setKeep] = useState(() => keepNothing(host))
  const set = (index: number, text: string) => setAnswers(answers.with(index, text))
  return (
    <DialogFrame
      title={t(`addHost.secret.${request}`, { name: host.record.name })}
      production={production}
      onClose={onClose}
      size={460}
    >
      <form
        className={classes.body}
        style={{ padding: 0 }}
        onSubmit={event => {
          event.preventDefault()
          const { on, siteId } = keep
          const name = keep.name.trim()
          answer({ kind: 'secret', answers, ...(on && name !== '' ? { keepAs: { name, siteId } } : {}) })
        }}
      >
        <p>{t(keep.on ? 'addHost.secret.atKept' : 'addHost.secret.at', { subject, endpoint })}</p>
        {request !== 'passphrase' && !again && (
          <p className={classes.dim}>{t('addHost.secret.noKey', { subject })}</p>
        )}
        {instruction && <p className={classes.dim}>{instruction}</p>}
        {again && (
          <p role="alert" className={classes.caution}>
            {t('addHost.secret.again')}
          </p>
        )}
        {prompts.map((prompt, index) => {
          const Input = prompt.echo ? TextInput : PasswordInput
          return (
            <Input
              // biome-ignore lint/suspicious/noArrayIndexKey: prompts are answered by their place
              key={index}
              label={prompt.text}
              value={answers[index] ?? ''}
              autoComplete="off"
              {...(index === 0 ? { 'data-autofocus': true } : {})}
              onChange={event => set(index, event.currentTarget.value)}
            />
          )
        })}
        {isKeepable(question) && <KeepSecret host={host} keep={keep} onChange={setKeep} />}
        <Reason reason={mayNotAnswer} />
        <Problem error={error} />
        <div className={classes.formButtons}>
          <Button
            variant="subtle"
            color="gray"
            type="button"
            className={classes.left}
            disabled={busy}
            onClick={() => openDialog({ kind: 'editHost', hostId: host.record.id })}
          >
            {t('addHost.secret.change')}
          </Button>
          <Button
            variant="default"
            type="button"
            onClick={() => answer({ kind: 'refuse' })}
            disabled={busy || mayNotAnswer !== undefined}
          >
            {t('addHost.secret.no')}
          </Button>
          <Button type="submit" loading={busy} disabled={mayNotAnswer !== undefined}>
            {t('addHost.secret.yes')}
          </Button>
        </div>
      </form>
    </DialogFrame>
  )
}
