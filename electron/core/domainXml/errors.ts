import type { xmlFaults } from '../../../shared/models/xmlFault.ts'

/** What is wrong with a text, and what of it belongs into the words. */
export interface XmlFault {
  code: (typeof xmlFaults)[number]
  values: Readonly<Record<string, string | number>>
}

const DETAIL_MAX = 200
const cut = (text: string): string =>
  text.length > DETAIL_MAX ? `${text.slice(0, DETAIL_MAX - 1).toWellFormed()}…` : text

/** XML that cannot be read: what is wrong and where. The text itself stays stored and shown as it is. */
export class DomainXmlError extends Error {
  override readonly name = 'DomainXmlError'
  readonly fault: XmlFault
  /** Line of the offending character, from 1. */
  readonly line: number
  /** Column of the offending character, from 1; 0 where the text ended before a first character. */
  readonly column: number

  constructor({ code, values }: XmlFault, line: number, column: number) {
    const bounded = Object.entries(values).map(([name, value]): [string, string | number] => [
      name,
      typeof value === 'string' ? cut(value) : value,
    ])
    // For the log only: people are told by the code.
    super([code, ...bounded.map(([, value]) => value)].join(' '))
    this.fault = { code, values: Object.fromEntries(bounded) }
    this.line = line
    this.column = column
  }
}
