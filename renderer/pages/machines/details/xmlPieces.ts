/** A run of characters of an XML text with what it is, for colouring only. */
export interface XmlPiece {
  kind: 'text' | 'tag' | 'attribute' | 'value' | 'comment'
  text: string
  /** Offset of the run in the text. */
  at: number
}

const PIECE = /<!--[\s\S]*?(?:-->|$)|<[!?][^>]*>?|<\/?[^\s/>]*|\/?>|([\w:.-]+)(=)("[^"]*"?|'[^']*'?)/g

/**
 * Cuts a text into coloured runs without parsing it: whatever it holds, joined together the runs are the
 * text, so that a definition no parser accepts is still shown as stored.
 */
export function xmlPieces(xml: string): XmlPiece[] {
  const pieces: XmlPiece[] = []
  let end = 0
  const add = (kind: XmlPiece['kind'], text: string) => {
    const last = pieces.at(-1)
    if (last?.kind === kind) last.text += text
    else if (text) pieces.push({ kind, text, at: end })
    end += text.length
  }
  let at = 0
  for (const match of xml.matchAll(PIECE)) {
    add('text', xml.slice(at, match.index))
    const [whole, name, equals, value] = match
    if (name !== undefined) {
      add('attribute', name)
      add('text', equals ?? '')
      add('value', value ?? '')
    } else add(whole.startsWith('<!') || whole.startsWith('<?') ? 'comment' : 'tag', whole)
    at = match.index + whole.length
  }
  add('text', xml.slice(at))
  return pieces
}
