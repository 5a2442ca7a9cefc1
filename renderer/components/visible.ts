/**
 * Overrides and embeddings that turn what follows round, line ends and control characters. Isolates stay: they
 * turn nothing round, and the window's own quantities stand in them.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are the ones meant
const unseen = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/gu

/**
 * A name as it is shown: characters that nobody sees, and that could make it look like another name, are drawn as
 * `�`. What is copied, exported and sent stays as it is.
 */
export const visible = (name: string): string => name.replace(unseen, '\ufffd')

/** The same of a text of several lines. */
export const visibleLines = (text: string): string => text.split('\n').map(visible).join('\n')
