import { Button } from '@mantine/core'
import { useCallback, useEffect, useState } from 'react'
import type { PolicyEffect } from '../../../shared/contract/index.ts'
import type { AppError } from '../../../shared/errors.ts'
import type { Policies } from '../../../shared/models/policies.ts'
import { SyslogAddress } from '../../../shared/models/syslog.ts'
import { useApi } from '../../api/client.ts'
import { toAppError } from '../../api/errors.ts'
import { ErrorState, errorText } from '../../components/Messages.tsx'
import { DraftForm, useDraft } from '../../stores/drafts.ts'
import { useMayEverywhere } from '../../stores/session.ts'
import { tell } from '../../stores/toasts.ts'
import { useWindowRules } from '../../stores/windowRules.ts'
import { t } from '../../words/index.ts'
import {
  ActPolicies,
  DataPolicies,
  HostPolicies,
  LookPolicies,
  PassphrasePolicies,
  type PolicyDraft,
  SignInPolicies,
} from './PolicyGroups.tsx'
import { effectWords } from './effectWords.ts'
import { rebased } from './rebased.ts'
import classes from './Settings.module.css'
import { useAnswer } from './useAnswer.ts'

/** Everything that binds everybody here, as an editor that says what a change would do. */
export function PolicySettings() {
  const { client } = useApi()
  const { value, error, again } = useAnswer(
    useCallback((signal: AbortSignal) => client.policies.get(undefined, { signal }), [client]),
  )
  // The core tells every window whenever policies were saved, whichever they are.
  const answered = value !== null
  useEffect(() => (answered ? useWindowRules.subscribe(again) : undefined), [answered, again])
  if (error) return <ErrorState error={error} onRetry={again} />
  if (!value)
    return <div className={classes.skeleton} role="status" aria-label={t('settings.sections.policies')} />
  return <Editor {...value} again={again} />
}

/** What is being changed, and of which policies. */
interface PolicyForm {
  was: Policies
  draft: Policies
}

/** Kept over a lock; what others save meanwhile is taken in when its form is there again. */
const policyDraft = new DraftForm<PolicyForm>()

const same = (a: Policies, b: Policies): boolean => JSON.stringify(a) === JSON.stringify(b)

interface EditorProps extends Pick<PolicyDraft, 'defaults' | 'roles' | 'clock'> {
  policies: Policies
  again(): void
}

function Editor({ policies, defaults, roles, clock, again }: EditorProps) {
  const { client } = useApi()
  const manages = useMayEverywhere('policy.manage')
  const [{ was, draft }, change] = useDraft<PolicyForm>(policyDraft, 'policies', () => ({
    was: policies,
    draft: policies,
  }))
  const setDraft = (next: Policies) => change(before => ({ ...before, draft: next }))
  const [moved, setMoved] = useState(false)
  useEffect(() => {
    if (same(was, policies)) return
    const mine = rebased(was, draft, policies)
    // Both changed something, and not to the same.
    if (!same(draft, was) && !same(mine, policies)) setMoved(true)
    change(() => ({ was: policies, draft: mine }))
  }, [was, draft, policies, change])
  const [failed, setFailed] = useState<AppError | null>(null)
  const [busy, setBusy] = useState(false)
  const changed = !same(draft, policies)
  const fits = SyslogAddress.nullable().safeParse(draft.data.syslog).success
  const preview = usePreview(draft, changed && fits)
  const editor: PolicyDraft = { draft, defaults, roles, clock, disabled: !manages, change: setDraft }
  const save = async (event: React.FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setFailed(null)
    try {
      await client.policies.set({ policies: draft, was })
      setMoved(false)
      tell(t('policies.saved'))
      again()
    } catch (thrown) {
      const refusal = toAppError(thrown)
      setFailed(refusal)
      if (refusal.code === 'input.outdated') again()
    }
    setBusy(false)
  }
  return (
    <form className={classes.form} onSubmit={event => void save(event)} noValidate>
      <p className={classes.intro}>{t('policies.intro')}</p>
      {!manages && (
        <p role="note" className={classes.note}>
          {t('policies.readOnly', { right: t('rights.policy_manage') })}
        </p>
      )}
      <PassphrasePolicies {...editor} />
      <SignInPolicies {...editor} />
      <HostPolicies {...editor} />
      <ActPolicies {...editor} />
      <DataPolicies {...editor} />
      <LookPolicies {...editor} />
      {manages && (
        <div className={classes.saving}>
          {changed && moved && (
            <p role="status" className={classes.note}>
              {t('policies.moved')}
            </p>
          )}
          {changed && <Effects {...preview} />}
          {failed && (
            <p role="alert" className={classes.problem}>
              {errorText(failed)}
            </p>
          )}
          <div className={classes.formButtons}>
            <span className={classes.dim}>{!changed && t('policies.effectsNone')}</span>
            <Button
              variant="default"
              type="button"
              disabled={!changed}
              onClick={() => {
                setDraft(policies)
                setMoved(false)
                setFailed(null)
              }}
            >
              {t('policies.revert')}
            </Button>
            <Button type="submit" loading={busy} disabled={!changed || !fits || preview.effects === null}>
              {t('policies.save')}
            </Button>
          </div>
        </div>
      )}
    </form>
  )
}

/** A draft that is still being typed is not asked about at every key. */
const ASK_AFTER_MS = 250

interface Preview {
  effects: PolicyEffect[] | null
  error: AppError | null
}

/** What the draft would do, as the core works it out; null until it has said so of this very draft. */
function usePreview(draft: Policies, wanted: boolean): Preview {
  const { client } = useApi()
  const [preview, setPreview] = useState<Preview & { of: Policies | null }>({
    effects: null,
    error: null,
    of: null,
  })
  useEffect(() => {
    if (!wanted) return
    const gone = new AbortController()
    const timer = setTimeout(() => {
      client.policies.preview({ policies: draft }, { signal: gone.signal }).then(
        effects => setPreview({ effects, error: null, of: draft }),
        (thrown: unknown) => {
          if (!gone.signal.aborted) setPreview({ effects: null, error: toAppError(thrown), of: draft })
        },
      )
    }, ASK_AFTER_MS)
    return () => {
      clearTimeout(timer)
      gone.abort()
    }
  }, [client, draft, wanted])
  return preview.of === draft ? preview : { effects: null, error: null }
}

function Effects({ effects, error }: Preview) {
  return (
    <section className={classes.effects} aria-label={t('policies.effects')} aria-live="polite">
      <h2 className={classes.groupTitle}>{t('policies.effects')}</h2>
      {error ? (
        <p className={classes.problem}>{errorText(error)}</p>
      ) : effects === null ? (
        <p className={classes.dim}>{t('policies.working')}</p>
      ) : (
        <ul>
          {effects.map(effect => (
            <li key={`${effect.policy} ${effect.code}`}>
              {effectWords(effect)}
              {effect.people.length > 0 && (
                <span className={classes.dim}>
                  {' '}
                  {t('policies.people', { names: effect.people.join(', ') })}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
