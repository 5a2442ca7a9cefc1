import { Button, FileButton, Textarea } from '@mantine/core'
import { IconFileImport } from '@tabler/icons-react'
import { useState } from 'react'
import { t } from '../../words/index.ts'
import classes from './Credentials.module.css'
import { KEY_MAX } from './credentialForm.ts'
import { keyText } from './keyText.ts'
import { visible } from '../../components/visible.ts'

interface KeyFieldProps {
  label: string
  what: string
  value: string
  onChange(text: string): void
}

/** Text of a key or certificate: pasted, dropped as a file, or chosen. */
export function KeyField({ label, what, value, onChange }: KeyFieldProps) {
  const [over, setOver] = useState(false)
  const [file, setFile] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const read = async (given: readonly File[]) => {
    const [only] = given
    if (only === undefined) return
    const taken = given.length > 1 ? 'oneFile' : await keyText(only)
    setProblem(typeof taken === 'string' ? t(`credentials.form.${taken}`, { file: only.name }) : null)
    if (typeof taken === 'string') return
    onChange(taken.text)
    setFile(only.name)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a short cut; the button beside it is the way by keyboard
    <div
      className={classes.drop}
      data-over={over || undefined}
      onDragOver={event => {
        if (!event.dataTransfer.types.includes('Files')) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={event => {
        setOver(false)
        if (event.dataTransfer.files.length === 0) return
        event.preventDefault()
        void read([...event.dataTransfer.files])
      }}
    >
      <Textarea
        label={label}
        description={what}
        value={value}
        maxLength={KEY_MAX}
        rows={5}
        required
        spellCheck={false}
        autoComplete="off"
        classNames={{ input: classes.key ?? '' }}
        onChange={event => {
          setFile(null)
          setProblem(null)
          onChange(event.currentTarget.value)
        }}
      />
      <div className={classes.file}>
        <FileButton onChange={given => void read(given ? [given] : [])}>
          {props => (
            <Button
              variant="default"
              leftSection={<IconFileImport size={14} aria-hidden="true" />}
              {...props}
            >
              {t('credentials.form.file')}
            </Button>
          )}
        </FileButton>
        {problem === null ? (
          <span role="status">{file !== null && <bdi>{t('credentials.form.read', { file })}</bdi>}</span>
        ) : (
          <bdi role="alert" className={classes.bad}>
            {visible(problem)}
          </bdi>
        )}
      </div>
    </div>
  )
}
