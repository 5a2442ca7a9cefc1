import { DialogFrame } from './DialogFrame.tsx'
import classes from './Shortcuts.module.css'
import { shortcutList } from './shortcutList.ts'

/** Every key of the window. */
export function Shortcuts({ onClose }: { onClose(): void }) {
  return (
    <DialogFrame title="Keyboard shortcuts" size={720} onClose={onClose}>
      <div className={classes.groups}>
        {shortcutList.map(({ title, keys }) => (
          <section key={title}>
            <h3 className={classes.title}>{title}</h3>
            <dl className={classes.keys}>
              {keys.map(([combination, meaning]) => (
                <div key={combination}>
                  <dt>
                    {combination.split(' ').map(key => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{meaning}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </DialogFrame>
  )
}
