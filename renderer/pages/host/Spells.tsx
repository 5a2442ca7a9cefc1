import type { HostSpell, HostState } from '../../../shared/models/host.ts'
import { formatDuration } from '../../../shared/units.ts'
import { hostLook } from '../../components/hostState.ts'
import badge from '../../components/StateBadge.module.css'
import { StateMark } from '../../components/StateMark.tsx'
import { useClockText } from '../../stores/clock.ts'
import { formatMoment } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import { problemInWords } from '../../words/problemWords.ts'
import classes from './Host.module.css'

/** The phases that a session went through, the newest first, each with its reason. */
export function Spells({ spells }: { spells: readonly HostSpell[] }) {
  if (spells.length === 0) return <p className={classes.dim}>{t('host.connection.historyNone')}</p>
  return (
    <ol
      className={classes.spells}
      aria-label={t('host.connection.history')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      {spells.toReversed().map(spell => (
        <Spell key={spell.beganAtMs} spell={spell} />
      ))}
    </ol>
  )
}

/** How long a phase went on; below a second it is told as that, for nobody counts its milliseconds. */
function lastedWords(ms: number): string {
  return ms < 1_000 ? t('host.connection.brief') : t('host.connection.lasted', { time: formatDuration(ms) })
}

function Spell({ spell }: { spell: HostSpell }) {
  const { beganAtMs, endedAtMs, phase, times } = spell
  const problem = spell.problem && problemInWords(spell.problem)
  const { mark, word } = hostLook({ phase, question: null } as HostState)
  const lasted = useClockText(now => lastedWords((endedAtMs ?? now) - beganAtMs))
  return (
    <li className={classes.spell}>
      <time dateTime={new Date(beganAtMs).toISOString()}>{formatMoment(beganAtMs)}</time>
      <span className={`${badge.badge} ${badge[mark]}`}>
        <StateMark mark={mark} />
        {word}
        {times > 1 && <span className={classes.dim}> · {t('host.connection.tries', { count: times })}</span>}
      </span>
      <span className={classes.dim}>{lasted}</span>
      {problem && (
        <p>
          {problem.message} <span className={classes.dim}>{problem.next}</span>
        </p>
      )}
    </li>
  )
}
