import { Button } from '@mantine/core'
import { go } from '../stores/address.ts'
import { allShortcuts, keysOf, useShortcuts } from '../stores/shortcuts.ts'
import { t } from '../words/index.ts'
import { DialogFrame } from './DialogFrame.tsx'
import { Keys } from './Keys.tsx'
import classes from './Shortcuts.module.css'
import { shortcutAreas, shortcutMeaning } from './shortcutWords.ts'

/** Every key of the window, as the person has them. */
export function Shortcuts({ onClose }: { onClose(): void }) {
  const state = useShortcuts()
  const entries = allShortcuts(state)
  return (
    <DialogFrame
      title={t('dialogs.shortcuts')}
      size={760}
      onClose={onClose}
      footer={
        <Button
          variant="default"
          onClick={() => {
            onClose()
            go({ page: 'settings', tab: 'shortcuts' })
          }}
        >
          {t('palette.remap')}
        </Button>
      }
    >
      <div className={classes.groups}>
        {shortcutAreas.map(area => (
          <section key={area}>
            <h3 className={classes.title}>{t(`palette.areas.${area}`)}</h3>
            <dl className={classes.keys}>
              {entries
                .filter(entry => entry.area === area)
                .map(entry => {
                  const keys = keysOf(entry, state)
                  return (
                    <div key={entry.id}>
                      <dt>
                        {keys === null ? (
                          <span className={classes.none}>{t('palette.keys.none')}</span>
                        ) : (
                          <Keys keys={keys} />
                        )}
                      </dt>
                      <dd>{shortcutMeaning(entry)}</dd>
                    </div>
                  )
                })}
            </dl>
          </section>
        ))}
      </div>
    </DialogFrame>
  )
}
