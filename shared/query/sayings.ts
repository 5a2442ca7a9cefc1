/**
 * What the query language says, in English: what is wrong with a query, and what stands beside a completion. Other
 * languages have the same sentences under the same names; values stand in `{{…}}`.
 */
export const sayings = {
  // Parentheses, words and marks
  neverOpened: 'This parenthesis was never opened.',
  neverClosed: 'This parenthesis is never closed.',
  emptyParentheses: 'There is nothing between the parentheses.',
  needsBehind: '“{{word}}” needs a condition behind it.',
  needsBefore: '“{{word}}” needs a condition before it.',
  turnsRound: '“{{sign}}” stands right before the condition that it turns round.',
  needsField: 'A field must stand before “{{sign}}”; for the character itself use quotation marks.',
  cannotStand: '“{{sign}}” cannot stand here.',
  quoteInside: 'A quotation mark inside a word: put the whole text in quotes.',
  quoteOpen: 'This quotation mark is never closed.',
  quoteEmpty: 'There is nothing between the quotation marks.',
  backslash: 'A backslash needs a character behind it.',
  onlySpace: 'There is nothing but white space.',
  textAsWhole: 'This text must be in quotation marks as a whole, or have a space before it.',
  textInParentheses:
    'A text with parentheses must be in quotation marks as a whole, or have a space before it.',
  tooDeep: 'Nested deeper than {{levels}} levels.',
  tooMany: 'More than {{count}} conditions.',
  tooLong: 'A query has at most {{count}} characters.',
  // Fields and their values
  noField: 'There is no field “{{name}}”.',
  lookForText: 'To look for this text, put it in quotation marks: "{{text}}".',
  meant: 'Did you mean {{either}}?',
  noPresence: 'Nothing is known as “{{name}}”.',
  writePresence: 'Write a field or a device, such as has:ip or has:tpm.',
  listOfValues: 'Write {{field}}:(…) for a list of values.',
  noOrder: '{{field}} has no order; use {{field}}:… or {{field}}=….',
  orderedList: 'A list or range goes with “:”, not with “{{sign}}”.',
  commas: 'Values in parentheses are separated by commas.',
  oneDevice: 'For one device with all of it write {{device}}(…).',
  starAlone: '“*” alone already means any value.',
  needsValue: '{{field}} needs a value, such as {{example}}.',
  isFlag: 'is: takes a yes-or-no field, not “{{text}}”.',
  flagsAre: 'Here they are {{names}}.',
  noFlags: 'This list has none.',
  isState: 'is: takes a state or a yes-or-no field, not “{{text}}”.',
  noState: 'There is no state “{{text}}”.',
  statesAre: 'States are {{names}}.',
  yesOrNo: '{{field}} is yes or no, not “{{text}}”.',
  neverExactly: '{{field}} is never exactly that; compare it: {{example}}.',
  plainXml: 'xml: takes plain text without wildcards; put it in quotation marks.',
  rangeEnd: 'A range needs at least one end, such as 2..8 or 2...',
  rangeOrder: 'The first end of this range is beyond the second.',
  needsCount: '{{field}} needs a number such as 4, not “{{text}}”.',
  needsBytes: '{{field}} needs a size with its unit such as 8GiB, 512MiB or 1.5T, not “{{text}}”.',
  needsPercent: '{{field}} needs a percentage such as 50%, not “{{text}}”.',
  needsRate: '{{field}} needs a rate with its unit such as 10MiB/s, not “{{text}}”.',
  needsDuration: '{{field}} needs a duration with its unit such as 90s, 12h or 30d, not “{{text}}”.',
  needsAge: '{{field}} needs an age with its unit such as 90s, 12h or 30d, not “{{text}}”.',
  // Beside completions
  thereIsOne: 'there is one',
  thereIsNone: 'there is none',
  thereIsOneSuch: 'there is one · {{example}}',
  thereIsNoneSuch: 'there is none · {{example}}',
  flagField: 'a yes-or-no field',
  stateOrFlag: 'a state or a yes-or-no field · {{example}}',
  oneDisk: 'one disk that satisfies all of it',
  oneNic: 'one NIC that satisfies all of it',
  oneConsole: 'one console that satisfies all of it',
  either: 'one of both conditions',
  both: 'both conditions; a space means the same',
  meantField: 'did you mean {{names}}?',
  meantValue: 'did you mean',
  aState: 'state',
  anyValue: 'any',
} as const

export type SayingName = keyof typeof sayings

type Value = string | number | readonly string[]

/** A sentence of the query language with what it is about; of a field or a device that is described, only its name. */
export interface Saying {
  name: SayingName | 'field' | 'device'
  values: Readonly<Record<string, Value>>
}

/** A sentence that is whole by itself. */
export type Fault = Saying & { name: SayingName }

/** A sentence to be said. */
export const saying = (name: SayingName, values: Saying['values'] = {}): Fault => ({ name, values })

/** What may have been meant; where nothing comes near, something else to say, or nothing. */
export const meant = (either: readonly string[], otherwise: readonly Fault[] = []): readonly Fault[] =>
  either.length > 0 ? [saying('meant', { either })] : otherwise

/** A sentence with its values in their places: those of `{{either}}` with the language's “or” between them. */
export function fillIn(sentence: string, values: Saying['values'], or = 'or'): string {
  return sentence.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined) return whole
    return typeof value === 'object' ? value.join(name === 'either' ? ` ${or} ` : ', ') : String(value)
  })
}

/** The sentences in English, one behind the other. */
export const inEnglish = (said: readonly Fault[]): string =>
  said.map(({ name, values }) => fillIn(sayings[name], values)).join(' ')
