import { IconCommand, IconSearch } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { keyText } from '../dialogs/keyText.ts'
import { go, useAddress } from '../stores/address.ts'
import { openDialog } from '../stores/dialogs.ts'
import { shortcutKeys, useShortcuts } from '../stores/shortcuts.ts'
import { t } from '../words/index.ts'
import classes from './SearchBox.module.css'

const TYPING_MS = 160

/** Searches the whole fleet as one types; beside it the way into the palette. */
export function SearchBox() {
  const asked = useAddress(address => (address.page === 'search' ? (address.params.q ?? '') : ''))
  const [text, setText] = useState(asked)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const keys = useShortcuts(state => shortcutKeys('palette', state))
  useEffect(() => {
    clearTimeout(timer.current)
    setText(asked)
  }, [asked])
  useEffect(() => () => clearTimeout(timer.current), [])
  const search = (q: string) => {
    clearTimeout(timer.current)
    const there = useAddress.getState().page === 'search'
    if (!there && q.trim() === '') return
    go({ page: 'search', params: { q } }, there ? 'replace' : 'push')
  }
  const palette = t('frame.bar.palette', { keys: keys === null ? '–' : keyText(keys) })
  return (
    <search className={classes.search}>
      <IconSearch size={14} aria-hidden="true" className={classes.icon} />
      <input
        type="search"
        data-global-search=""
        className={classes.input}
        aria-label={t('frame.bar.search')}
        placeholder={t('frame.bar.searchHint')}
        spellCheck={false}
        autoComplete="off"
        maxLength={500}
        value={text}
        onChange={event => {
          const { value } = event.currentTarget
          setText(value)
          clearTimeout(timer.current)
          timer.current = setTimeout(() => search(value), TYPING_MS)
        }}
        onKeyDown={event => {
          if (event.key === 'Enter') search(text)
          else if (event.key === 'Escape') {
            clearTimeout(timer.current)
            setText('')
            event.currentTarget.blur()
          } else return
          event.preventDefault()
        }}
      />
      <button
        type="button"
        className={classes.palette}
        aria-label={palette}
        title={palette}
        onClick={() => openDialog({ kind: 'palette' })}
      >
        <IconCommand size={13} aria-hidden="true" />
        {keys !== null && <kbd>{keyText(keys)}</kbd>}
      </button>
    </search>
  )
}
