/** XML that cannot be read: what is wrong and where. The text itself stays stored and shown as it is. */
export class DomainXmlError extends Error {
  override readonly name = 'DomainXmlError'
  /** Line of the offending character, from 1. */
  readonly line: number
  /** Column of the offending character, from 1; 0 where the text ended before a first character. */
  readonly column: number

  constructor(message: string, line: number, column: number) {
    super(message.length > 200 ? `${message.slice(0, 199).toWellFormed()}…` : message)
    this.line = line
    this.column = column
  }
}
