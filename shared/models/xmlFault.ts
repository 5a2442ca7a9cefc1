/** What can be wrong with a definition's text; whoever shows it says it. */
export const xmlFaults = [
  /** Not well-formed: `detail` is what the reader of XML says. */
  'malformed',
  /** Longer than `most` characters. */
  'tooLong',
  /** Nested deeper than `most` elements. */
  'tooDeep',
  /** More than `most` elements. */
  'tooMany',
  /** A document type, which is never accepted. */
  'documentType',
  /** Another root element, `found`, than `expected`. */
  'otherRoot',
  /** A close tag without its open tag. */
  'closeTag',
  'noRoot',
  /** The element has no `part` that names it … */
  'missing',
  /** … or its `part` is not valid. */
  'invalid',
] as const
