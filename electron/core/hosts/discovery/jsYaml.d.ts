/** What of js-yaml is used. */
declare module 'js-yaml' {
  export interface Schema {
    extend(types: Type[]): Schema
  }
  export const FAILSAFE_SCHEMA: Schema
  export class Type {
    constructor(
      tag: string,
      options: {
        kind: 'scalar' | 'sequence' | 'mapping'
        multi?: boolean
        construct?: (data: unknown) => unknown
      },
    )
  }
  export class YAMLException extends Error {
    readonly reason: string
    readonly mark?: { line: number; column: number }
  }
  /** Parses one document; throws `YAMLException`. */
  export function load(text: string, options?: { schema?: Schema; json?: boolean }): unknown
}
