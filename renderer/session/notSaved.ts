import { toAppError } from '../api/errors.ts'
import { tellError } from '../stores/toasts.ts'
import { t } from '../words/index.ts'

/** Who has just left needs no word that the last moment's arrangement was not saved. */
export const notSaved = (error: unknown): void => {
  const { code } = toAppError(error)
  if (code !== 'session.required' && code !== 'session.ended') tellError(error, t('frame.toast.viewFailed'))
}
