import classes from './Keys.module.css'
import { strokeWords } from './keyText.ts'

/** Keys as caps on a keyboard. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className={classes.keys}>
      {strokeWords(keys).map((stroke, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: strokes have no other identity than their place
        <span key={at} className={classes.stroke}>
          {stroke.map(word => (
            <kbd key={word}>{word}</kbd>
          ))}
        </span>
      ))}
    </span>
  )
}
