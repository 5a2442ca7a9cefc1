import { strokeWords } from './keyText.ts'

/** Keys as caps on a keyboard. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span>
      {strokeWords(keys).map((stroke, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: strokes have no other identity than their place
        <span key={at}>
          {at > 0 && ' '}
          {stroke.map(word => (
            <kbd key={word}>{word}</kbd>
          ))}
        </span>
      ))}
    </span>
  )
}
