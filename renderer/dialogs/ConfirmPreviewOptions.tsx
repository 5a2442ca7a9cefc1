import { Select } from '@mantine/core'
import type { MachineAction, PlannedAction } from '../../shared/models/task.ts'
import type { ActionOptions } from '../actions/useActions.ts'
import { t } from '../words/index.ts'
import classes from './Dialog.module.css'

const atATime = [1, 2, 3, 4, 8]
const timeoutsMs = [30_000, 60_000, 120_000, 300_000, 900_000]
/** As the core waits where nobody says. */
const TIMEOUT_MS = 120_000

interface OptionsProps {
  action: MachineAction
  runs: readonly PlannedAction[]
  value: ActionOptions
  onChange(value: ActionOptions): void
}

const timeText = (ms: number): string =>
  ms < 60_000
    ? t('machine.confirm.seconds', { count: ms / 1000 })
    : t('machine.confirm.minutes', { count: ms / 60_000 })

const choices = (kind: 'perHost' | 'together') =>
  atATime.map(count => ({
    value: `${kind} ${count}`,
    label:
      count === 1
        ? t('machine.confirm.oneByOne', { kind: t(`machine.confirm.${kind}Short`) })
        : t('machine.confirm.several', { count, kind: t(`machine.confirm.${kind}Short`) }),
  }))

const limitOf = ({ perHost, together }: ActionOptions): string =>
  together !== undefined ? `together ${together}` : perHost !== undefined ? `perHost ${perHost}` : 'free'

/** How the action is carried out: how many of a host at a time, and how long a guest is waited for. */
export function ConfirmPreviewOptions({ action, runs, value, onChange }: OptionsProps) {
  const crowded = runs.length > 1
  const waits = action === 'shutdown'
  if (!crowded && !waits) return null
  return (
    <div className={classes.pair}>
      {waits && (
        <Select
          label={t('machine.confirm.timeout')}
          description={t('machine.confirm.timeoutWhy')}
          data={timeoutsMs.map(ms => ({ value: `${ms}`, label: timeText(ms) }))}
          value={`${value.timeoutMs ?? TIMEOUT_MS}`}
          allowDeselect={false}
          onChange={ms => onChange({ ...value, timeoutMs: Number(ms) })}
        />
      )}
      {crowded && (
        <Select
          label={t('machine.confirm.atATime')}
          description={t('machine.confirm.atATimeWhy')}
          data={[
            { value: 'free', label: t('machine.confirm.asFast') },
            { group: t('machine.confirm.perHost'), items: choices('perHost') },
            { group: t('machine.confirm.together'), items: choices('together') },
          ]}
          value={limitOf(value)}
          allowDeselect={false}
          onChange={limit => {
            const { perHost: _perHost, together: _together, ...rest } = value
            const [kind, count] = limit?.split(' ') ?? []
            onChange(kind === 'perHost' || kind === 'together' ? { ...rest, [kind]: Number(count) } : rest)
          }}
        />
      )}
    </div>
  )
}
