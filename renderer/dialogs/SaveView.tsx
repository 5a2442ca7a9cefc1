import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { saveView, savedViewName } from '../stores/savedViews.ts'
import { tell } from '../stores/toasts.ts'
import { setView } from '../stores/view.ts'
import { t } from '../words/index.ts'
import classes from './Dialog.module.css'
import { DialogFrame } from './DialogFrame.tsx'

/** Names the list that is shown, to have it in the rail. */
export function SaveView({ onClose }: { onClose(): void }) {
  const [name, setName] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const save = (event: React.FormEvent) => {
    event.preventDefault()
    if (savedViewName(name) === undefined) {
      setProblem(t('frame.views.nameBad'))
      return
    }
    const view = saveView(name)
    if (view === null) {
      setProblem(t('frame.views.full'))
      return
    }
    setView({ savedViewsOpen: true })
    tell(t('frame.views.saved', { name: view.name }))
    onClose()
  }
  return (
    <DialogFrame title={t('dialogs.saveView')} size={440} onClose={onClose}>
      <form className={classes.form} onSubmit={save} noValidate>
        <p>{t('dialogs.saveViewWhat')}</p>
        <TextInput
          label={t('frame.views.name')}
          data-autofocus
          value={name}
          error={problem}
          autoComplete="off"
          spellCheck={false}
          onChange={event => {
            setName(event.currentTarget.value)
            setProblem(null)
          }}
        />
        <div className={classes.formButtons}>
          <Button variant="default" type="button" onClick={onClose}>
            {t('dialogs.cancel')}
          </Button>
          <Button type="submit">{t('dialogs.save')}</Button>
        </div>
      </form>
    </DialogFrame>
  )
}
