import { Button } from '@mantine/core'
import { IconSearch, IconSearchOff } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { XML_SEARCH_MIN } from '../../../shared/contract/search.ts'
import layout from '../../components/layout.module.css'
import { ListHead } from '../../components/list/ListHead.tsx'
import { EmptyState, ErrorState } from '../../components/Messages.tsx'
import { go, useAddress } from '../../stores/address.ts'
import { t } from '../../words/index.ts'
import { Results } from './Results.tsx'
import classes from './Search.module.css'
import { moveFocus } from './searchKeys.ts'
import { useSearch } from './useSearch.ts'

const FIRST = 20
const MORE = 300
const examples = ["bus='ide'", '52:54:00', '.qcow2', 'cpu mode']

/** Everything in the fleet that holds the text of the search box, with the line that does. */
export function SearchPage() {
  const text = useAddress(address => address.params.q ?? '').trim()
  const [limit, setLimit] = useState(FIRST)
  const { found, busy, error, retry } = useSearch(text, limit)
  const frame = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text begins small again
  useEffect(() => setLimit(FIRST), [text])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (frame.current) moveFocus(event, frame.current)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  const groups = found?.groups ?? []
  const count = groups.reduce((sum, { hits }) => sum + hits.length, 0)
  const more = groups.some(group => group.more)
  const said = found && text !== '' ? t(more ? 'search.foundMore' : 'search.found', { count }) : ''
  return (
    <div className={layout.page} ref={frame}>
      <ListHead title={t('search.label')} facts={said === '' ? [] : [said]} />
      <p className="visually-hidden" role="status">
        {busy ? t('search.busy') : said}
      </p>
      {error ? (
        <div className={layout.middle}>
          <ErrorState error={error} onRetry={retry} />
        </div>
      ) : text === '' ? (
        <Start />
      ) : found === null ? (
        <Bones />
      ) : groups.length === 0 ? (
        <Nothing text={found.text} />
      ) : (
        <section
          className={`${layout.body} ${classes.body}`}
          aria-label={t('search.label')}
          aria-busy={busy}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
        >
          <Results groups={groups} {...(limit < MORE ? { onMore: () => setLimit(MORE) } : {})} />
        </section>
      )}
    </div>
  )
}

function Start() {
  return (
    <div className={layout.middle}>
      <EmptyState
        icon={IconSearch}
        title={t('search.box')}
        action={
          <Button onClick={() => document.querySelector<HTMLElement>('[data-global-search]')?.focus()}>
            {t('search.label')}
          </Button>
        }
      >
        <p>{t('search.placeholder')}</p>
        <p>{t('search.hint')}</p>
        <p>
          {t('search.example')}:{' '}
          {examples.map(example => (
            <button
              key={example}
              type="button"
              className={classes.example}
              onClick={() => go({ params: { q: example } })}
            >
              <code>{example}</code>
            </button>
          ))}
        </p>
      </EmptyState>
    </div>
  )
}

function Nothing({ text }: { text: string }) {
  return (
    <div className={layout.middle}>
      <EmptyState icon={IconSearchOff} title={t('search.none', { text })}>
        <p>{t(text.length < XML_SEARCH_MIN ? 'search.noneShort' : 'search.noneWhy')}</p>
      </EmptyState>
    </div>
  )
}

function Bones() {
  return (
    <div
      className={`${layout.body} ${classes.body}`}
      role="status"
      aria-busy="true"
      aria-label={t('search.busy')}
    >
      {[220, 340, 280, 300, 260].map(width => (
        <span key={width} className={classes.bone} style={{ inlineSize: width }} />
      ))}
    </div>
  )
}
