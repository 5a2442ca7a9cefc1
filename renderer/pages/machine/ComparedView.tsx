import { IconMinus, IconPencil, IconPlus } from '@tabler/icons-react'
import { useCallback } from 'react'
import type { Compared, DefinitionChoice, DefinitionSource } from '../../../shared/contract/index.ts'
import type { DefinitionChange } from '../../../shared/models/machineDetails.ts'
import { useApi } from '../../api/client.ts'
import { later } from '../../components/later.ts'
import { ErrorState } from '../../components/Messages.tsx'
import { changeSentence, type Compared as Between } from '../../words/deviceWords.ts'
import { formatMoment } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import classes from './Machine.module.css'
import { Skeleton } from './Skeleton.tsx'
import { useCall } from './useCall.ts'
import { visible } from '../../components/visible.ts'

const XmlDiff = later(() => import('./editor/XmlDiff.tsx').then(m => m.XmlDiff))

interface ComparedProps {
  pair: { a: DefinitionChoice; b: DefinitionChoice }
  /** The texts instead of the words. */
  raw: boolean
}

/** What is between two definitions: in words from the core, or as text. */
export function ComparedView({ pair, raw }: ComparedProps) {
  const { client } = useApi()
  const ask = useCallback((signal: AbortSignal) => client.machines.compare(pair, { signal }), [client, pair])
  const { value, error, busy, retry } = useCall(ask)
  if (error) return <ErrorState error={error} onRetry={retry} />
  if (value === null) return <Skeleton what={t('machine.history.compare')} />
  return (
    <div aria-busy={busy}>
      <p className={classes.sides}>
        {sidesOf(value).map(side => (
          <bdi key={side}>{visible(side)}</bdi>
        ))}
      </p>
      {raw || value.unreadable ? <Texts pair={pair} compared={value} /> : <Words compared={value} />}
    </div>
  )
}

/** A side by its time, and by its machine where there are two. */
function nameOf(source: DefinitionSource, { a, b }: Compared): string {
  const seen = formatMoment(source.asOfMs)
  return a.key === b.key ? seen : `${visible(`${source.name} · ${source.host}`)}, ${seen}`
}

/** Before and after of one machine; here and there of two. */
function sidesOf(compared: Compared): [string, string] {
  const [a, b] = [{ what: nameOf(compared.a, compared) }, { what: nameOf(compared.b, compared) }]
  return compared.a.key === compared.b.key
    ? [t('machine.history.before', a), t('machine.history.after', b)]
    : [t('machine.history.here', a), t('machine.history.there', b)]
}

function Words({ compared: { a, b, changes, more } }: { compared: Compared }) {
  if (a.hash === b.hash) return <p className={classes.dim}>{t('machine.history.sameText')}</p>
  if (changes.length === 0) return <p className={classes.dim}>{t('machine.history.same')}</p>
  return (
    <>
      <h2 className={classes.heading}>
        {t(a.key === b.key ? 'machine.history.changes' : 'machine.history.between', {
          count: changes.length,
        })}
      </h2>
      <ul className={classes.changes}>
        {changes.map(change => (
          <Change key={change.path} change={change} between={a.key === b.key ? 'versions' : 'machines'} />
        ))}
      </ul>
      {more && <p className={classes.dim}>{t('machine.history.more')}</p>}
    </>
  )
}

const looks = {
  added: { Icon: IconPlus, word: t('machine.history.added') },
  removed: { Icon: IconMinus, word: t('machine.history.removed') },
  changed: { Icon: IconPencil, word: t('machine.history.changed') },
}

function Change({ change, between }: { change: DefinitionChange; between: Between }) {
  const { Icon, word } = looks[change.kind]
  return (
    <li data-kind={change.kind}>
      <Icon size={14} role="img" aria-label={word} />
      <span dir="auto">{changeSentence(change, between)}</span>
      <span className={`code ${classes.path}`}>{change.path}</span>
    </li>
  )
}

function Texts({ pair, compared }: { pair: ComparedProps['pair']; compared: Compared }) {
  const { client } = useApi()
  const ask = useCallback(
    (signal: AbortSignal) =>
      Promise.all([client.machines.xml(pair.a, { signal }), client.machines.xml(pair.b, { signal })]),
    [client, pair],
  )
  const { value, error, retry } = useCall(ask)
  if (error) return <ErrorState error={error} onRetry={retry} />
  if (value === null) return <Skeleton rows={10} what={t('machine.history.raw')} />
  const [a, b] = value
  const [here, there] = sidesOf(compared)
  return (
    <>
      {compared.unreadable && <p className={classes.stale}>{t('machine.history.unreadable')}</p>}
      {a.xml === b.xml ? (
        <p className={classes.dim}>{t('machine.history.sameText')}</p>
      ) : (
        <XmlDiff before={{ text: a.xml, label: here }} after={{ text: b.xml, label: there }} />
      )}
    </>
  )
}
