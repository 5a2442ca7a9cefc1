import { Button } from '@mantine/core'
import type { SearchGroup, SearchHit } from '../../../shared/contract/index.ts'
import { go, hrefOf } from '../../stores/address.ts'
import { formatCount } from '../../words/format.ts'
import { t } from '../../words/index.ts'
import { placeOf } from './place.ts'
import classes from './Search.module.css'
import { visible } from '../../components/visible.ts'

/** Results by kind, each a link to its object. */
export function Results({ groups, onMore }: { groups: readonly SearchGroup[]; onMore?: () => void }) {
  return groups.map(({ kind, hits, more }) => (
    <section key={kind} className={classes.group} aria-labelledby={`search-${kind}`}>
      <h2 id={`search-${kind}`}>
        {t(`search.kind.${kind}`)}{' '}
        <span className={classes.dim}>
          {formatCount(hits.length)}
          {more ? '+' : ''}
        </span>
      </h2>
      <ul className={classes.hits}>
        {hits.map((hit, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an object may be found more than once
          <li key={`${hit.hostId} ${hit.key} ${hit.name} ${index}`}>
            <Hit hit={hit} />
          </li>
        ))}
      </ul>
      {more && onMore && (
        <Button variant="subtle" size="compact-sm" onClick={onMore}>
          {t('search.more')}
        </Button>
      )}
    </section>
  ))
}

function Hit({ hit }: { hit: SearchHit }) {
  const place = placeOf(hit)
  const { name, host, pool, kind, stale, line } = hit
  const where = [
    kind === 'host' ? '' : host,
    pool === null ? '' : t('search.inPool', { pool }),
    stale ? t('search.was') : '',
  ].filter(part => part !== '')
  const byName = hit.field === 'name'
  return (
    <a
      className={classes.hit}
      data-result=""
      data-stale={stale || undefined}
      href={hrefOf(place)}
      onClick={event => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return
        event.preventDefault()
        go(place)
      }}
    >
      <span className={classes.name}>
        <bdi title={visible(name)}>{byName ? <Marked hit={hit} /> : name}</bdi>
      </span>
      <bdi className={classes.where} title={visible(where.join(' · '))}>
        {visible(where.join(' · '))}
      </bdi>
      <span className={classes.line}>
        {!byName && (
          <>
            <span className={classes.dim}>
              {line === null ? t(`search.field.${hit.field}`) : t('search.line', { line })}
            </span>
            <bdi className={kind === 'xml' ? 'code' : undefined}>
              <Marked hit={hit} />
            </bdi>
          </>
        )}
      </span>
    </a>
  )
}

function Marked({ hit: { text, from, to } }: { hit: SearchHit }) {
  if (to <= from) return text
  return (
    <>
      {text.slice(0, from)}
      <mark className={classes.mark}>{text.slice(from, to)}</mark>
      {text.slice(to)}
    </>
  )
}
