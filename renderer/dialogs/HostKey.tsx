import type { z } from 'zod'
import type { KeyFingerprint } from '../../shared/models/host.ts'
import { t } from '../words/index.ts'
import classes from './Dialog.module.css'

/** A host key as a person compares it: kind, fingerprint, picture. */
export function HostKey({
  title,
  fingerprint,
  source,
  suspicious,
}: {
  title: string
  fingerprint: z.infer<typeof KeyFingerprint>
  source?: string
  suspicious?: boolean
}) {
  return (
    <div className={`${classes.key} ${suspicious ? classes.keyBad : ''}`}>
      <b>{title}</b>
      <span className={classes.dim}>
        {fingerprint.algorithm}
        {source && ` · ${source}`}
      </span>
      <code>{fingerprint.sha256}</code>
      {fingerprint.randomart && <pre aria-hidden="true">{fingerprint.randomart}</pre>}
    </div>
  )
}

/** Where the true fingerprint is to be had. */
export function CompareHint({ algorithm }: { algorithm: string }) {
  const kind = algorithm.replace('ssh-', '').replace(/^ecdsa.*/, 'ecdsa')
  return (
    <p className={classes.dim}>
      {t('addHost.keys.compare')} <code>ssh-keygen -lvf /etc/ssh/ssh_host_{kind}_key.pub</code>
    </p>
  )
}
