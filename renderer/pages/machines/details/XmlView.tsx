import { Select } from '@mantine/core'
import { useEffect, useMemo, useState } from 'react'
import type { AppError } from '../../../../shared/errors.ts'
import type { Machine } from '../../../../shared/models/machine.ts'
import { useApi } from '../../../api/client.ts'
import { toAppError } from '../../../api/errors.ts'
import { CopyButton } from '../../../components/CopyButton.tsx'
import { DataAge } from '../../../components/DataAge.tsx'
import { ErrorState } from '../../../components/Messages.tsx'
import { formatMoment } from '../../../words/format.ts'
import { t } from '../../../words/index.ts'
import classes from './MachineDetails.module.css'
import { xmlPieces } from './xmlPieces.ts'

/** Characters coloured and laid out at once; a longer definition is copied whole but shown in part. */
const SHOWN_CHARS = 120_000

interface Loaded {
  xml: string
  hash: string
  asOfMs: number
}

/** The definition as libvirt gave it, any version ever seen; shown as stored, never interpreted. */
export function XmlView({ machine }: { machine: Machine }) {
  const { client } = useApi()
  const [chosen, setChosen] = useState<string | null>(null)
  const [versions, setVersions] = useState<{ value: string; label: string }[]>([])
  const [loaded, setLoaded] = useState<Loaded | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  const { key, definitionHash } = machine
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when the definition has changed
  useEffect(() => {
    const gone = new AbortController()
    const { signal } = gone
    client.machines.xml(chosen ? { key, hash: chosen } : { key }, { signal }).then(
      answer => {
        setLoaded(answer)
        setError(null)
      },
      (thrown: unknown) => {
        if (!signal.aborted) setError(toAppError(thrown))
      },
    )
    client.machines.versions({ key }, { signal }).then(
      all =>
        setVersions(
          // One that came back is the same text: its latest time is offered.
          [...Map.groupBy(all, ({ hash }) => hash).values()]
            .flatMap(times => times.slice(0, 1))
            .map(({ hash, firstSeenMs }, index) => ({
              value: hash,
              label: t(index === 0 ? 'machines.xml.now' : 'machines.xml.was', {
                time: formatMoment(firstSeenMs),
              }),
            })),
        ),
      // Only the choice of older versions is lost; the definition itself says what went wrong.
      () => setVersions([]),
    )
    return () => gone.abort()
  }, [client, key, chosen, definitionHash])
  const pieces = useMemo(() => xmlPieces(loaded?.xml.slice(0, SHOWN_CHARS) ?? ''), [loaded])
  if (error) return <ErrorState error={error} />
  if (!loaded) return <div className={classes.loading} role="status" aria-label={t('machines.xml.loading')} />
  return (
    <>
      <div className={classes.xmlHead}>
        {versions.length > 1 && (
          <Select
            aria-label={t('machines.xml.version')}
            data={versions}
            value={chosen ?? loaded.hash}
            allowDeselect={false}
            onChange={hash => setChosen(hash)}
            className={classes.versions}
          />
        )}
        <span className={classes.dim}>
          {t('machines.xml.asOf')} <DataAge asOfMs={loaded.asOfMs} phrase="ago" />
        </span>
        <CopyButton text={loaded.xml} label={t('parts.copy')} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.xml} tabIndex={0} aria-label={t('machines.xml.definition')}>
        <pre>
          {pieces.map(({ kind, text, at }) =>
            kind === 'text' ? (
              text
            ) : (
              <span key={at} className={classes[kind]}>
                {text}
              </span>
            ),
          )}
          {loaded.xml.length > SHOWN_CHARS &&
            `\n… ${t('machines.xml.more', { count: loaded.xml.length - SHOWN_CHARS })}`}
        </pre>
      </section>
    </>
  )
}
