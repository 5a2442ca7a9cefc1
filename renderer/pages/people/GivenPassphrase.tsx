import { Button } from '@mantine/core'
import { useState } from 'react'
import { CopyButton } from '../../components/CopyButton.tsx'
import { NewPassphrase } from '../../session/NewPassphrase.tsx'
import { t } from '../../words/index.ts'
import classes from './People.module.css'

const letters = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Four groups of five letters that are not mistaken for one another: about 99 bits. */
export function proposedPassphrase(random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array = fill): string {
  const picked: string[] = []
  while (picked.length < 20)
    // Bytes beyond the last whole multiple would make the first letters likelier.
    for (const byte of random(new Uint8Array(32)))
      if (byte < 248 && picked.length < 20) picked.push(letters[byte % letters.length] ?? '')
  return [0, 5, 10, 15].map(at => picked.slice(at, at + 5).join('')).join('-')
}

const fill = (bytes: Uint8Array<ArrayBuffer>): Uint8Array => crypto.getRandomValues(bytes)

interface GivenPassphraseProps {
  /** Sign-in name of whom it is for. */
  name: string
  onChosen(passphrase: string | null): void
}

/** A passphrase for somebody else: typed or proposed, shown, and to be changed by them. */
export function GivenPassphrase({ name, onChosen }: GivenPassphraseProps) {
  const [proposed, setProposed] = useState('')
  return (
    <>
      <NewPassphrase
        key={proposed}
        label={t('people.person.first')}
        name={name}
        first={proposed}
        onChosen={onChosen}
        once
      />
      <div className={classes.proposal}>
        <Button variant="default" onClick={() => setProposed(proposedPassphrase())}>
          {t('people.person.propose')}
        </Button>
        {proposed !== '' && <CopyButton text={proposed} label={t('parts.copy')} />}
      </div>
      <p className={classes.dim}>{t('people.person.firstWhat')}</p>
    </>
  )
}
