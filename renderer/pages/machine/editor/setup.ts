import { xml } from '@codemirror/lang-xml'
import { codeFolding, foldGutter, foldKeymap, HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { EditorState, type Extension } from '@codemirror/state'
import {
  drawSelection,
  EditorView,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  ViewPlugin,
} from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { styleNonce } from '../../../nonce.ts'
import { language } from '../../../words/index.ts'

const colors = HighlightStyle.define([
  { tag: [tags.tagName, tags.angleBracket], color: 'var(--accent-text)' },
  { tag: tags.attributeName, color: 'var(--n11)' },
  { tag: tags.attributeValue, color: 'var(--state-paused)' },
  { tag: tags.comment, color: 'var(--n10)', fontStyle: 'italic' },
  { tag: [tags.character, tags.processingInstruction], color: 'var(--n10)' },
])

const look = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--n1)', color: 'var(--n12)', fontSize: '12px' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-1px' },
  '.cm-scroller': { fontFamily: 'var(--font-code)', lineHeight: '1.5', fontVariantLigatures: 'none' },
  '.cm-content': { caretColor: 'var(--accent)' },
  '.cm-cursor': { borderLeftColor: 'var(--accent)' },
  '.cm-gutters': {
    backgroundColor: 'var(--n2)',
    color: 'var(--n9)',
    borderRight: '1px solid var(--n5)',
  },
  '.cm-line-asked': { backgroundColor: 'var(--accent-soft-strong)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--accent-soft)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--accent-soft-strong)',
  },
  '.cm-foldPlaceholder': {
    backgroundColor: 'var(--n4)',
    border: '1px solid var(--n6)',
    color: 'var(--n11)',
    padding: '0 6px',
  },
  '.cm-searchMatch': { backgroundColor: 'var(--warn-soft)', outline: '1px solid var(--state-paused)' },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--accent-soft-strong)' },
  '.cm-panels': { backgroundColor: 'var(--n3)', color: 'var(--n12)', borderColor: 'var(--n5)' },
  '.cm-panel.cm-search': { fontFamily: 'var(--font-text)', padding: '6px 8px' },
  '.cm-panel.cm-search [name=close]': { color: 'var(--n11)', cursor: 'pointer' },
  '.cm-panel.cm-search label': { fontSize: '12px' },
  '.cm-textfield': {
    backgroundColor: 'var(--n1)',
    border: '1px solid var(--n6)',
    borderRadius: '4px',
    color: 'var(--n12)',
    fontSize: '12px',
  },
  '.cm-button': {
    backgroundColor: 'var(--n4)',
    backgroundImage: 'none',
    border: '1px solid var(--n6)',
    borderRadius: '4px',
    color: 'var(--n12)',
    fontSize: '12px',
  },
  '.cm-changedLine': { backgroundColor: 'var(--accent-soft)' },
  '.cm-deletedChunk': { backgroundColor: 'var(--bad-soft)' },
  '&.cm-merge-a .cm-changedLine': { backgroundColor: 'var(--bad-soft)' },
  '&.cm-merge-b .cm-changedLine': {
    backgroundColor: 'color-mix(in srgb, var(--state-running) 12%, transparent)',
  },
  '&.cm-merge-a .cm-changedText, .cm-deletedChunk .cm-deletedText': {
    background: 'color-mix(in srgb, var(--state-bad) 30%, transparent)',
  },
  '&.cm-merge-b .cm-changedText': {
    background: 'color-mix(in srgb, var(--state-running) 30%, transparent)',
  },
  '.cm-collapsedLines': { background: 'var(--n3)', color: 'var(--n11)' },
  '.cm-collapsedLines:before, .cm-collapsedLines:after': { content: '"…"' },
})

const german: Record<string, string> = {
  Find: 'Suchen',
  next: 'weiter',
  previous: 'zurück',
  all: 'alle',
  'match case': 'Groß/klein',
  regexp: 'Ausdruck',
  'by word': 'ganze Wörter',
  close: 'schließen',
  'Go to line': 'Zur Zeile',
  go: 'los',
  'folded code': 'eingeklappt',
  'Fold line': 'Einklappen',
  'Unfold line': 'Ausklappen',
  unfold: 'ausklappen',
  'current match': 'dieser Treffer',
  'on line': 'in Zeile',
  '$ unchanged lines': '$ gleiche Zeilen',
}

/** What scrolls is reached by keyboard, wherever the text's own place is. */
const scrolledByKeys = ViewPlugin.define(view => {
  view.scrollDOM.tabIndex = 0
  return {}
})

/** What every view of a definition has: colours, line numbers, folding, search; it is read, never edited. */
export function reading(label: string): Extension {
  return [
    EditorView.cspNonce.of(styleNonce),
    // What nobody would see, or what turns round the text behind it, stands as a mark.
    highlightSpecialChars(),
    EditorState.readOnly.of(true),
    EditorState.phrases.of(language() === 'de' ? german : {}),
    EditorView.contentAttributes.of({ 'aria-label': label, 'aria-readonly': 'true' }),
    lineNumbers(),
    codeFolding(),
    foldGutter(),
    drawSelection(),
    highlightSelectionMatches(),
    search({ top: true }),
    keymap.of([...searchKeymap, ...foldKeymap]),
    xml(),
    syntaxHighlighting(colors),
    look,
    scrolledByKeys,
  ]
}
