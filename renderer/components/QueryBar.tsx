import { ActionIcon } from '@mantine/core'
import { IconFilter, IconX } from '@tabler/icons-react'
import { useEffect, useId, useRef, useState } from 'react'
import type { Completion } from '../../shared/contract/index.ts'
import { t } from '../words/index.ts'
import { queryInWords } from '../words/queryWords.ts'
import type { Saying } from '../../shared/query/sayings.ts'
import { applyCompletion } from './completion.ts'
import classes from './QueryBar.module.css'
import { visible } from './visible.ts'

/** Where a query goes wrong. */
export interface QueryError {
  /** UTF-16 offset of the character. */
  position: number
  /** In English, or in the window's own words. */
  message: string
  /** The same for every language; absent where the message is in the window's own words. */
  says?: readonly Saying[] | undefined
}

export interface QueryBarProps {
  /** Spoken name of the bar. */
  label: string
  value: string
  onChange(value: string): void
  /** Asks the core what could stand at the cursor and where the query goes wrong. */
  complete(
    query: string,
    cursor: number,
    signal: AbortSignal,
  ): Promise<{ completions: Completion[]; error: QueryError | null }>
  /** Escape in an empty bar: back to the list. */
  onLeave(): void
  placeholder: string
  /** Shown at the end: how many match. */
  result?: string
}

const TYPING_MS = 90

/** The filter of a list: completion as you type, the offending character underlined. `/` focuses it. */
export function QueryBar({ label, value, onChange, complete, onLeave, placeholder, result }: QueryBarProps) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(value)
  const [completions, setCompletions] = useState<readonly Completion[]>([])
  const [error, setError] = useState<QueryError | null>(null)
  const [picked, setPicked] = useState(-1)
  const [open, setOpen] = useState(false)
  const [cursor, setCursor] = useState(value.length)
  const [scroll, setScroll] = useState(0)

  // Back, Forward or a saved address changed the query from outside.
  const sent = useRef(value)
  useEffect(() => {
    if (value === sent.current) return
    sent.current = value
    setText(value)
    setCursor(value.length)
    setOpen(false)
  }, [value])

  const ask = useRef(complete)
  ask.current = complete
  useEffect(() => {
    const gone = new AbortController()
    const timer = setTimeout(() => {
      if (text !== sent.current) {
        sent.current = text
        onChange(text)
      }
      if (text.trim() === '') {
        setError(null)
        setCompletions([])
        if (document.activeElement !== input.current) return
      }
      ask.current(text, cursor, gone.signal).then(
        answer => {
          if (gone.signal.aborted) return
          setCompletions(answer.completions)
          setError(text.trim() === '' ? null : answer.error)
          setPicked(-1)
        },
        () => {
          // Completion is a convenience: without an answer the bar still filters, and the list shows why it cannot.
          if (!gone.signal.aborted) setCompletions([])
        },
      )
    }, TYPING_MS)
    return () => {
      clearTimeout(timer)
      gone.abort()
    }
  }, [text, cursor, onChange])

  const accept = (completion: Completion) => {
    const next = applyCompletion(text, completion)
    setText(next.text)
    setCursor(next.cursor)
    requestAnimationFrame(() => input.current?.setSelectionRange(next.cursor, next.cursor))
    setPicked(-1)
  }
  const shown = open && completions.length > 0
  const onKeyDown = (event: React.KeyboardEvent) => {
    const pickedOne = completions[picked] ?? (event.key === 'Tab' ? completions[0] : undefined)
    if (shown && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      const step = event.key === 'ArrowDown' ? 1 : -1
      setPicked((picked + step + completions.length + 1) % (completions.length + 1))
    } else if (shown && pickedOne && (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey))) {
      accept(pickedOne)
    } else if (event.key === 'Enter') {
      setOpen(false)
      onLeave()
    } else if (event.key === 'Escape') {
      if (shown) setOpen(false)
      else if (text) setText('')
      else onLeave()
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  const onCaret = () => setCursor(input.current?.selectionStart ?? text.length)

  return (
    <div className={classes.bar} data-invalid={error !== null || undefined}>
      <IconFilter size={14} aria-hidden="true" className={classes.icon} />
      <div className={classes.field}>
        {error && (
          <div
            aria-hidden="true"
            className={classes.mirror}
            style={{ transform: `translateX(${-scroll}px)` }}
          >
            <span>{text.slice(0, error.position)}</span>
            <span className={classes.wrong}>{text.slice(error.position, error.position + 1) || ' '}</span>
          </div>
        )}
        <input
          ref={input}
          type="text"
          role="combobox"
          aria-label={label}
          aria-expanded={shown}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={shown && picked >= 0 ? `${id}-${picked}` : undefined}
          aria-invalid={error !== null}
          aria-describedby={error ? `${id}-error` : undefined}
          data-query-bar=""
          spellCheck={false}
          autoComplete="off"
          placeholder={placeholder}
          className={classes.input}
          value={text}
          onChange={event => {
            setText(event.currentTarget.value)
            setCursor(event.currentTarget.selectionStart ?? event.currentTarget.value.length)
            setOpen(true)
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onSelect={onCaret}
          onScroll={event => setScroll(event.currentTarget.scrollLeft)}
          onKeyDown={onKeyDown}
        />
      </div>
      <span className={classes.result} role="status">
        {result}
      </span>
      {text ? (
        <ActionIcon size={22} aria-label={t('list.clearFilter')} onClick={() => setText('')}>
          <IconX size={14} aria-hidden="true" />
        </ActionIcon>
      ) : (
        <kbd title={t('list.slashFilters')}>/</kbd>
      )}
      {error && (
        <div id={`${id}-error`} role="alert" className={classes.error}>
          {queryInWords(error.message, error.says)}{' '}
          <span className={classes.dim}>{t('list.character', { position: error.position + 1 })}</span>
        </div>
      )}
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={t('list.completions')}
        className={classes.list}
        hidden={!shown || error !== null}
      >
        {shown &&
          completions.map((completion, index) => (
            // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the input has the keyboard
            <div
              key={`${completion.from}-${completion.insert}`}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === picked}
              className={classes.option}
              onMouseDown={event => event.preventDefault()}
              onClick={() => accept(completion)}
            >
              <bdi className="code">{visible(completion.label)}</bdi>
              {completion.detail && (
                <span className={classes.dim}>
                  {queryInWords(completion.detail, completion.says && [completion.says])}
                </span>
              )}
            </div>
          ))}
      </div>
    </div>
  )
}
