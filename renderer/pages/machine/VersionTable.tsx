import type { Machine } from '../../../shared/models/machine.ts'
import { formatBytes } from '../../../shared/units.ts'
import { LinkButton } from '../../components/LinkButton.tsx'
import { go } from '../../stores/address.ts'
import { formatMoment } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import classes from './Machine.module.css'

/** A stored version of a definition. */
export interface Version {
  /** Counted for each machine, from 1. */
  n: number
  hash: string
  firstSeenMs: number
  lastSeenMs: number
  bytes: number
}

interface VersionTableProps {
  machine: Machine
  versions: readonly Version[]
  before: Version | null
  after: Version
  /** Compared with another machine: only one side is chosen here. */
  beside: boolean
  onPick(next: { before?: string; after?: string }): void
}

/** Versions, the newest first, each with when it was seen; two are chosen to be compared. */
export function VersionTable({ machine, versions, before, after, beside, onPick }: VersionTableProps) {
  return (
    <section className={classes.versions} aria-labelledby="machine-versions">
      <h2 id="machine-versions" className={classes.heading}>
        {t('machine.history.count', { count: versions.length })}
      </h2>
      <table className={classes.table} aria-labelledby="machine-versions">
        <thead>
          <tr>
            {!beside && <th scope="col">{t('machine.history.left')}</th>}
            <th scope="col">{t(beside ? 'machine.history.version' : 'machine.history.right')}</th>
            <th scope="col">{t('machine.history.since')}</th>
            <th scope="col">{t('machine.history.until')}</th>
            <th scope="col" className={classes.number}>
              {t('machine.history.size')}
            </th>
          </tr>
        </thead>
        <tbody>
          {versions.map(version => {
            const first = formatMoment(version.firstSeenMs)
            const current = version === versions[0] && version.hash === machine.definitionHash
            return (
              <tr key={version.n} aria-current={current || undefined}>
                {!beside && (
                  <td>
                    <input
                      type="radio"
                      name="before"
                      aria-label={t('machine.history.pickLeft', { when: first })}
                      checked={version === before}
                      disabled={version.hash === after.hash}
                      onChange={() => onPick({ before: String(version.n) })}
                    />
                  </td>
                )}
                <td>
                  <input
                    type="radio"
                    name="after"
                    aria-label={t('machine.history.pickRight', { when: first })}
                    checked={version === after}
                    disabled={!beside && version.hash === before?.hash}
                    onChange={() => onPick({ after: String(version.n) })}
                  />
                </td>
                <td className={classes.moment}>
                  <LinkButton
                    className={classes.link}
                    onClick={() =>
                      go({ page: 'machine', id: machine.key, tab: 'xml', params: { version: version.hash } })
                    }
                  >
                    {first}
                  </LinkButton>
                </td>
                <td className={classes.moment}>
                  {current && !machine.stale ? t('machine.history.now') : formatMoment(version.lastSeenMs)}
                </td>
                <td className={classes.number}>{formatBytes(version.bytes)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
