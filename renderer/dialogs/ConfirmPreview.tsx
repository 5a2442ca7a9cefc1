import { Button, TextInput } from '@mantine/core'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { AppError } from '../../shared/errors.ts'
import type { MachineKey } from '../../shared/ids.ts'
import type { MachineAction, PlannedAction } from '../../shared/models/task.ts'
import { actionLook } from '../actions/machineActions.ts'
import { type ActionOptions, useActions } from '../actions/useActions.ts'
import { useApi } from '../api/client.ts'
import { toAppError } from '../api/errors.ts'
import { ErrorState } from '../components/Messages.tsx'
import { visible } from '../components/visible.ts'
import { useFleet } from '../stores/fleet.ts'
import { useMachines } from '../stores/machines.ts'
import { useSession } from '../stores/session.ts'
import { formatCount } from '../words/format.ts'
import { t } from '../words/index.ts'
import { isLiftedByBreakGlass } from '../words/skipWords.ts'
import { BreakGlassOffer } from './BreakGlassOffer.tsx'
import { ConfirmPreviewOptions } from './ConfirmPreviewOptions.tsx'
import { PlanTable, VirshLines } from './ConfirmPreviewPlan.tsx'
import classes from './Dialog.module.css'
import { DialogFrame } from './DialogFrame.tsx'
import { typedWord } from './typedWord.ts'

interface ConfirmPreviewProps {
  action: MachineAction
  keys: MachineKey[]
  onClose(): void
}

/** What an action would do to which machine, as the core decided it, before anything runs. */
export function ConfirmPreview({ action, keys, onClose }: ConfirmPreviewProps) {
  const { run } = useActions()
  const look = actionLook(action)
  const { plan, error: planError } = usePlan(action, keys)
  const [failed, setFailed] = useState<AppError | null>(null)
  const [typed, setTyped] = useState('')
  const [how, setHow] = useState<ActionOptions>({})
  const [busy, setBusy] = useState(false)
  const production = useProduction(keys)
  const runs = plan?.filter(item => item.skip === null) ?? []
  const skips = plan?.filter(item => item.skip !== null) ?? []
  const word = typedWord(action, runs)
  const ready = runs.length > 0 && (word === null || typed.trim() === word) && !busy
  const error = planError ?? failed
  const danger = look.care === 'danger'
  const confirm = async () => {
    setBusy(true)
    try {
      await run(
        action,
        runs.map(item => item.key),
        { ...how, ...(word === null ? {} : { confirmed: typedNames(runs) }) },
      )
      onClose()
    } catch (thrown) {
      setFailed(toAppError(thrown))
      setBusy(false)
    }
  }
  const only = keys.length === 1 ? plan?.[0] : undefined
  return (
    <DialogFrame
      title={
        only
          ? t('machine.confirm.one', {
              action: look.label,
              name: isolated(visible(only.name)),
              host: isolated(only.host),
            })
          : t('machine.confirm.many', { action: look.label, count: keys.length })
      }
      onClose={onClose}
      size={680}
      production={production}
      footer={
        !error && (
          <>
            <Cancel onClose={onClose} />
            <Button
              color={danger ? 'danger' : 'accent'}
              {...(danger ? { autoContrast: false } : {})}
              leftSection={<look.icon size={14} aria-hidden="true" />}
              disabled={!ready}
              loading={busy}
              onClick={() => void confirm()}
            >
              {look.label}
              {keys.length === 1 ? '' : ` ${formatCount(runs.length)}`}
            </Button>
          </>
        )
      }
    >
      {error ? (
        <ErrorState error={error} />
      ) : (
        <>
          <Summary meaning={look.meaning} runs={runs} skips={skips} many={plan !== null && keys.length > 1} />
          {danger && runs.length > 0 && <p className={classes.warning}>{t('machine.confirm.lost')}</p>}
          {production && runs.length > 0 && (
            <p className={classes.caution}>{t('machine.confirm.production')}</p>
          )}
          {plan ? <PlanTable plan={[...runs, ...skips]} /> : <Working />}
          {plan && runs.length === 0 && (
            <p>
              <b>{t('machine.confirm.nothing')}</b> {keys.length > 1 && t('machine.confirm.nothingWhy')}
            </p>
          )}
          {skips.some(({ skip }) => skip !== null && isLiftedByBreakGlass(skip)) && <BreakGlassOffer />}
          {runs.length > 0 && (
            <>
              <ConfirmPreviewOptions action={action} runs={runs} value={how} onChange={setHow} />
              <VirshLines runs={runs} />
            </>
          )}
          {word !== null && (
            <TextInput
              label={t(runs.length === 1 ? 'machine.confirm.typeName' : 'machine.confirm.typeCount', {
                word,
              })}
              value={typed}
              onChange={event => setTyped(event.currentTarget.value)}
              onKeyDown={event => {
                if (event.key === 'Enter' && ready) void confirm()
              }}
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </>
      )}
    </DialogFrame>
  )
}

/** Names that the policies want typed; what the person typed stands for all of them. */
const typedNames = (runs: readonly PlannedAction[]): string[] =>
  runs.filter(item => item.typed).map(item => item.name)

interface SummaryProps {
  meaning: string
  runs: readonly PlannedAction[]
  skips: readonly PlannedAction[]
  many: boolean
}

function Summary({ meaning, runs, skips, many }: SummaryProps) {
  const hosts = new Set(runs.map(item => item.host)).size
  return (
    <p>
      {meaning}{' '}
      {many && (
        <b>
          {t('machine.confirm.scope', {
            machines: t('machine.confirm.machines', { count: runs.length }),
            hosts: t('machine.confirm.hosts', { count: hosts }),
          })}
          {skips.length > 0 && ` ${t('machine.confirm.left', { count: skips.length })}`}
        </b>
      )}
    </p>
  )
}

const Working = () => (
  <div
    className={classes.plan}
    style={{ height: 120 }}
    role="status"
    aria-label={t('machine.confirm.working')}
  />
)

/** A name that runs from right to left keeps its order to itself inside a sentence. */
const isolated = (name: string): string =>
  /[\u0590-\u08ff\u200e-\u202e]/.test(name) ? `\u2068${name}\u2069` : name

/** Cancel holds the focus when the dialog opens: Enter by reflex changes nothing. */
function Cancel({ onClose }: { onClose(): void }) {
  const button = useRef<HTMLButtonElement>(null)
  return (
    <Button ref={button} data-autofocus variant="default" onClick={onClose}>
      {t('machine.confirm.cancel')}
    </Button>
  )
}

/** A state that changes this soon after another asks for one plan, not two. */
const PLAN_AGAIN_MS = 250

/** The core's plan, made again when one of the machines changes meanwhile, or break-glass begins or ends. */
function usePlan(
  action: MachineAction,
  keys: readonly MachineKey[],
): { plan: PlannedAction[] | null; error: AppError | null } {
  const { client } = useApi()
  const [plan, setPlan] = useState<PlannedAction[] | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  const ask = useCallback(
    (signal: AbortSignal) => {
      client.machines.plan({ action, keys: [...keys] }, { signal }).then(setPlan, (thrown: unknown) => {
        if (!signal.aborted) setError(toAppError(thrown))
      })
    },
    [client, action, keys],
  )
  useEffect(() => {
    const gone = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    ask(gone.signal)
    const stop = useMachines.subscribe(({ byKey }, before) => {
      if (!keys.some(key => byKey.get(key)?.state !== before.byKey.get(key)?.state)) return
      clearTimeout(timer)
      timer = setTimeout(() => ask(gone.signal), PLAN_AGAIN_MS)
    })
    // What a policy forbade may be allowed now, or the other way round.
    const stopSession = useSession.subscribe(({ state }, { state: before }) => {
      if (state?.elevation?.role !== before?.elevation?.role) ask(gone.signal)
    })
    return () => {
      clearTimeout(timer)
      stop()
      stopSession()
      gone.abort()
    }
  }, [ask, keys])
  return { plan, error }
}

/** Whether any of the machines stands at a production site. */
function useProduction(keys: readonly MachineKey[]): boolean {
  const sites = useFleet(fleet => fleet.sites)
  const machines = useMachines.getState().byKey
  const production = new Set(sites.filter(site => site.production).map(site => site.id))
  return keys.some(key => {
    const siteId = machines.get(key)?.siteId
    return siteId !== null && siteId !== undefined && production.has(siteId)
  })
}
