/** What was wrong with a byte sequence or a value: a limit broken, bytes missing, a tag unknown. */
export class XdrError extends Error {
  override readonly name = 'XdrError'
}
