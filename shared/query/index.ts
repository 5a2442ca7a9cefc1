export {
  type Comparison,
  type DeviceKind,
  type ParseResult,
  type Query,
  type QueryError,
  type QueryNode,
  queryLengthMax,
  type Range,
  type Value,
} from './ast.ts'
export { compile, matches, type QueryNeeds, queryNeeds } from './compile.ts'
export { complete } from './complete.ts'
export { type FieldType, hasNames, innerFields, type QueryField, queryFields } from './fields.ts'
export {
  type ListField,
  type ListFieldType,
  type ListLanguage,
  listLanguage,
  type ListValue,
} from './list.ts'
export { parseQuery } from './parse.ts'
export { printQuery } from './print.ts'
export type { QueryContext } from './read.ts'
export { type Vocabulary, vocabularyOf } from './vocabulary.ts'
