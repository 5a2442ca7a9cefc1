import { Button, Checkbox, Select, TextInput } from '@mantine/core'
import { useId, useState } from 'react'
import type { SiteId } from '../../../shared/ids.ts'
import type { HostCandidate } from '../../../shared/models/host.ts'
import { useFleet } from '../../stores/fleet.ts'
import { t } from '../../words/index.ts'
import { problemInWords } from '../../words/problemWords.ts'
import { allChosen, canAdd, firstChosen, matching } from './chosen.ts'
import classes from './Welcome.module.css'

/** Longer lists have a filter and say what they amount to. */
const FILTERED_FROM = 12

interface CandidatesProps {
  label: string
  candidates: readonly HostCandidate[]
  busy: boolean
  onAdd(chosen: readonly HostCandidate[], siteId: SiteId | null): void
}

/** Hosts to tick, each with where it was found and what to think of it, and the button that adds what is ticked. */
export function Candidates({ label, candidates, busy, onAdd }: CandidatesProps) {
  const [ticked, setTicked] = useState(() => firstChosen(candidates))
  const [siteId, setSiteId] = useState<SiteId | null>(null)
  const sites = useFleet(fleet => fleet.sites)
  const chosen = candidates.filter(each => canAdd(each) && ticked.has(each.uri))
  const all = allChosen(candidates)
  const [wanted, setWanted] = useState('')
  const shown = matching(candidates, wanted)
  const tick = (uri: string, on: boolean) => {
    const next = new Set(ticked)
    if (on) next.add(uri)
    else next.delete(uri)
    setTicked(next)
  }
  return (
    <>
      {candidates.length > FILTERED_FROM && (
        <div className={classes.facts}>
          <TextInput
            size="xs"
            aria-label={t('welcome.filter')}
            placeholder={t('welcome.filter')}
            value={wanted}
            onChange={event => setWanted(event.currentTarget.value)}
          />
          <span role="status">{factWords(candidates, shown.length)}</span>
        </div>
      )}
      <ul className={classes.candidates} aria-label={label}>
        {shown.map(each => (
          <Candidate
            key={`${each.uri} ${each.place}`}
            candidate={each}
            ticked={canAdd(each) && ticked.has(each.uri)}
            onTick={on => tick(each.uri, on)}
          />
        ))}
      </ul>
      <div className={classes.bar}>
        {all.size > 1 && (
          <Checkbox
            label={t('welcome.all')}
            checked={chosen.length >= all.size}
            indeterminate={chosen.length > 0 && chosen.length < all.size}
            onChange={event => setTicked(event.currentTarget.checked ? all : new Set())}
            style={{ alignSelf: 'center' }}
          />
        )}
        {sites.length > 0 && (
          <Select
            size="xs"
            aria-label={t('welcome.site')}
            placeholder={candidates.some(each => each.site) ? t('welcome.ofList') : t('welcome.noSite')}
            clearable
            data={sites.map(site => ({ value: site.id, label: site.name }))}
            value={siteId}
            onChange={value => setSiteId(sites.find(site => site.id === value)?.id ?? null)}
          />
        )}
        <Button
          className={classes.end ?? ''}
          disabled={chosen.length === 0}
          loading={busy}
          onClick={() => onAdd(chosen, siteId)}
        >
          {chosen.length === 0 ? t('welcome.addNone') : t('welcome.add', { count: chosen.length })}
        </Button>
      </div>
    </>
  )
}

/** What a list of hosts amounts to: how many, of how many sites, which of them can't be added. */
function factWords(candidates: readonly HostCandidate[], shown: number): string {
  const sites = new Set(candidates.flatMap(each => each.site ?? [])).size
  const known = candidates.filter(each => each.knownAs !== null).length
  const bad = candidates.filter(each => each.problem !== null).length
  return [
    shown === candidates.length
      ? t('welcome.hosts', { count: candidates.length })
      : t('welcome.hostsOf', { shown, count: candidates.length }),
    ...(sites > 0 ? [t('welcome.sites', { count: sites })] : []),
    ...(known > 0 ? [t('welcome.knownCount', { count: known })] : []),
    ...(bad > 0 ? [t('welcome.badCount', { count: bad })] : []),
  ].join(' · ')
}

interface CandidateProps {
  candidate: HostCandidate
  ticked: boolean
  onTick(on: boolean): void
}

function Candidate({ candidate, ticked, onTick }: CandidateProps) {
  const id = useId()
  const { uri, name, site, detail, place, source, knownAs, warnings } = candidate
  const problem = candidate.problem && problemInWords(candidate.problem)
  const more = [name, site, detail].filter(Boolean).join(' · ')
  return (
    <li className={classes.candidate} data-off={canAdd(candidate) ? undefined : ''}>
      <Checkbox
        id={id}
        checked={ticked}
        disabled={!canAdd(candidate)}
        onChange={event => onTick(event.currentTarget.checked)}
      />
      <label className={classes.words} htmlFor={id}>
        <code>{uri}</code>
        {more && <small dir="auto">{more}</small>}
        {knownAs !== null && <small>{t('welcome.known', { name: knownAs })}</small>}
        {warnings.map(warning => (
          <small key={warning} data-warn="">
            {t(`welcome.warnings.${warning}`)}
          </small>
        ))}
        {problem && (
          <small data-bad="">
            {problem.message} {problem.next}
          </small>
        )}
      </label>
      <span className={classes.source} title={place ?? undefined}>
        {t(`welcome.sources.${source}`)}
      </span>
    </li>
  )
}
