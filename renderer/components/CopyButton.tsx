import { Button } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { tellError } from '../stores/toasts.ts'
import { useWindowRules } from '../stores/windowRules.ts'
import { t } from '../words/index.ts'
import { copyText } from './copyText.ts'

const SHOWN_MS = 1_500

interface CopyButtonProps {
  /** Made or fetched when it is wanted, where it is a function. */
  text: string | (() => string | Promise<string>)
  label: string
}

/** Copies text and says so in place. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const [copied, setCopied] = useState(false)
  const allowed = useWindowRules(rules => rules.clipboardAllowed)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => {
    const ask = async () => copyText(typeof text === 'function' ? await text() : text)
    ask().then(
      () => setCopied(true),
      (error: unknown) => tellError(error, t('parts.copyFailed')),
    )
  }
  if (!allowed) return null
  const Icon = copied ? IconCheck : IconCopy
  return (
    <Button variant="default" leftSection={<Icon size={14} aria-hidden="true" />} onClick={copy}>
      {copied ? t('parts.copied') : label}
    </Button>
  )
}
