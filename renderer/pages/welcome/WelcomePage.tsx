import { Button, FileButton, TextInput } from '@mantine/core'
import { IconFileImport, IconRefresh } from '@tabler/icons-react'
import { useCallback, useEffect, useState } from 'react'
import type { CandidateNote } from '../../../shared/contract/hosts.ts'
import type { HostCandidates } from '../../../shared/contract/index.ts'
import type { AppError } from '../../../shared/errors.ts'
import { useApi } from '../../api/client.ts'
import { toAppError } from '../../api/errors.ts'
import { ErrorState } from '../../components/Messages.tsx'
import { NeedsRight } from '../../components/NeedsRight.tsx'
import { visible } from '../../components/visible.ts'
import { hostUri } from '../../../shared/hostUri.ts'
import { openDialog } from '../../stores/dialogs.ts'
import { useFleet } from '../../stores/fleet.ts'
import { useMay, useSession } from '../../stores/session.ts'
import { tell, tellError } from '../../stores/toasts.ts'
import { t } from '../../words/index.ts'
import { Skeleton } from '../host/Skeleton.tsx'
import { Candidates } from './Candidates.tsx'
import { Results } from './Results.tsx'
import { useAdding } from './useAdding.ts'
import classes from './Welcome.module.css'

/** Characters that a list may have; the core takes no more. */
const LIST_MAX = 1_000_000

/** Hosts to begin with, for whoever may add some. */
export function WelcomePage() {
  return useMay('host.manage') ? <Beginning /> : <NeedsRight right="host.manage" />
}

/** Those that this computer knows of, a list, or one that is typed. */
function Beginning() {
  const first = useFleet(fleet => fleet.hosts.size === 0)
  const adding = useAdding()
  const found = useFound(adding.added.length)
  const [list, setList] = useState<{ file: string; found: HostCandidates } | null>(null)
  const read = useReadList((file, listed) => setList({ file, found: listed }))
  const [over, setOver] = useState(false)
  return (
    <section
      className={classes.page}
      aria-label={t('pages.welcome')}
      onDragOver={event => {
        if (!event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={event => {
        const [file] = event.dataTransfer.files
        setOver(false)
        if (!file) return
        event.preventDefault()
        void read(file)
      }}
    >
      <div className={classes.inner}>
        <header className={classes.lead}>
          <h1>{first ? t('welcome.title') : t('welcome.titleMore')}</h1>
          <p>{t('welcome.lead')}</p>
        </header>
        {adding.added.length > 0 && <Results added={adding.added} />}
        <div className={classes.columns}>
          <div className={classes.side}>
            {list && <List {...list} adding={adding} />}
            <Found {...found} adding={adding} />
          </div>
          <div className={classes.side}>
            <OneHost adding={adding} />
            <ListCard over={over} onFile={file => void read(file)} />
            <SetUpCard />
          </div>
        </div>
      </div>
    </section>
  )
}

/** Where nobody has chosen who uses this: the choice at hand, and nothing that stands in the way. */
function SetUpCard() {
  const isNone = useSession(({ state }) => state?.setUp === 'none')
  if (!isNone) return null
  return (
    <section className={classes.card}>
      <h2>{t('session.setUp.card')}</h2>
      <p>{t('session.setUp.cardWhat')}</p>
      <Button variant="default" onClick={() => openDialog({ kind: 'setUp' })}>
        {t('session.setUp.cardDo')}
      </Button>
    </section>
  )
}

type Adding = ReturnType<typeof useAdding>

/** What this computer knows of; looked for again when hosts were added, and when the person asks. */
function useFound(revision: number) {
  const { client } = useApi()
  const [found, setFound] = useState<HostCandidates | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  const look = useCallback(
    (signal?: AbortSignal) => {
      setError(null)
      client.hosts.discover(undefined, signal ? { signal } : {}).then(setFound, (thrown: unknown) => {
        if (!signal?.aborted) setError(toAppError(thrown))
      })
    },
    [client],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was added is known from then on
  useEffect(() => {
    const gone = new AbortController()
    look(gone.signal)
    return () => gone.abort()
  }, [look, revision])
  return { found, error, look: () => look() }
}

/** Reads a file of hosts; what it says comes from the core. */
function useReadList(onRead: (file: string, found: HostCandidates) => void) {
  const { client } = useApi()
  return async (file: File): Promise<void> => {
    try {
      // Before it is read: a list cut in the middle would be another list.
      if (file.size > LIST_MAX) {
        tell(t('welcome.tooLarge', { file: file.name }))
        return
      }
      const text = await file.text()
      onRead(file.name, await client.hosts.readList({ text, fileName: file.name.slice(0, 500) }))
    } catch (error) {
      tellError(error)
    }
  }
}

function Found({
  found,
  error,
  look,
  adding,
}: {
  found: HostCandidates | null
  error: AppError | null
  look(): void
  adding: Adding
}) {
  return (
    <section className={classes.card}>
      <h2>
        {t('welcome.found')}
        <Button
          className={classes.end ?? ''}
          size="compact-xs"
          variant="subtle"
          color="gray"
          leftSection={<IconRefresh size={12} aria-hidden="true" />}
          onClick={look}
        >
          {t('welcome.again')}
        </Button>
      </h2>
      {error && <ErrorState error={error} onRetry={look} />}
      {!error && !found && <Skeleton what={t('welcome.looking')} rows={4} />}
      {found && found.candidates.length === 0 && (
        <p>
          {t('welcome.nothing')} {t('welcome.nothingWhy')}
        </p>
      )}
      {found && found.candidates.length > 0 && (
        <Candidates
          label={t('welcome.found')}
          candidates={found.candidates}
          busy={adding.busy}
          onAdd={(chosen, siteId) => void adding.add(chosen, siteId)}
        />
      )}
      <Notes notes={found?.notes ?? []} />
    </section>
  )
}

function List({ file, found, adding }: { file: string; found: HostCandidates; adding: Adding }) {
  return (
    <section className={classes.card}>
      <h2>{t('welcome.list', { file })}</h2>
      {found.candidates.length === 0 ? (
        <p>{t('welcome.listEmpty', { file })}</p>
      ) : (
        <Candidates
          key={file}
          label={t('welcome.list', { file })}
          candidates={found.candidates}
          busy={adding.busy}
          onAdd={(chosen, siteId) => void adding.add(chosen, siteId)}
        />
      )}
      <Notes notes={found.notes} />
    </section>
  )
}

function Notes({ notes }: { notes: readonly CandidateNote[] }) {
  const texts = notes.map(({ code, values }) => {
    const { file = '', max = 0, why = '', detail = '', count = 0 } = values
    return code === 'hashed'
      ? t('welcome.notes.hashed', { count: Number(count) })
      : t(`welcome.notes.${code}`, { file, max, why, detail })
  })
  return texts.map(text => (
    <p key={text}>
      <bdi>{visible(text)}</bdi>
    </p>
  ))
}

function OneHost({ adding }: { adding: Adding }) {
  const { client } = useApi()
  const [text, setText] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const uri = hostUri(text)
  /** The name of the host that this address already is. */
  const known = async (): Promise<string | null> => {
    try {
      const { candidates } = await client.hosts.readList({ text: uri, fileName: '' })
      return candidates[0]?.knownAs ?? null
    } catch (error) {
      tellError(error)
      return null
    }
  }
  const add = async (event: React.FormEvent) => {
    event.preventDefault()
    const knownAs = await known()
    if (knownAs !== null) {
      setWrong(t('welcome.known', { name: knownAs }))
      return
    }
    const [result] = await adding.add([{ uri, name: null, site: null, options: {} }], null)
    setWrong(result?.error?.message ?? null)
    if (result?.hostId) setText('')
  }
  return (
    <section className={classes.card}>
      <form onSubmit={event => void add(event)}>
        <TextInput
          label={t('welcome.address')}
          description={t('welcome.addressWhat')}
          placeholder={t('welcome.addressExample')}
          value={text}
          maxLength={2000}
          spellCheck={false}
          autoComplete="off"
          error={wrong}
          styles={{ input: { fontFamily: 'var(--font-code)' } }}
          onChange={event => {
            setText(event.currentTarget.value)
            setWrong(null)
          }}
        />
        <p style={{ minHeight: 18, marginTop: 4 }} aria-live="polite">
          {uri !== text.trim() && wrong === null && t('welcome.opens', { uri })}
        </p>
        <div className={classes.line}>
          <Button type="submit" disabled={uri === ''} loading={adding.busy}>
            {t('welcome.addOne')}
          </Button>
          <Button type="button" variant="subtle" color="gray" onClick={() => openDialog({ kind: 'addHost' })}>
            {t('welcome.options')}
          </Button>
        </div>
      </form>
    </section>
  )
}

function ListCard({ over, onFile }: { over: boolean; onFile(file: File): void }) {
  return (
    <section className={classes.card} data-over={over ? '' : undefined}>
      <h2>{t('welcome.file')}</h2>
      <p>{over ? t('welcome.drop') : t('welcome.fileWhat')}</p>
      <FileButton
        accept=".csv,.txt,.tsv,.list,.ini,.yml,.yaml,text/csv,text/plain"
        onChange={file => {
          if (file) onFile(file)
        }}
      >
        {props => (
          <Button {...props} variant="default" leftSection={<IconFileImport size={14} aria-hidden="true" />}>
            {t('welcome.choose')}
          </Button>
        )}
      </FileButton>
    </section>
  )
}
