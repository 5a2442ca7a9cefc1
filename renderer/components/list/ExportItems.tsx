import { Menu } from '@mantine/core'
import type { ExportFormat } from '../../../shared/exportTable.ts'
import { t } from '../../words/index.ts'
import { AnchoredMenu } from '../AnchoredMenu.tsx'
import type { Anchored } from '../MenuButton.tsx'

const formats: readonly { format: ExportFormat; label: string }[] = [
  { format: 'csv', label: 'CSV' },
  { format: 'json', label: 'JSON' },
  { format: 'markdown', label: 'Markdown' },
]

interface ExportItemsProps extends Anchored {
  onExport(format: ExportFormat): void
  onCopy(): void
}

/** The ways to take a list along. */
export function ExportItems({ onExport, onCopy, ...place }: ExportItemsProps) {
  return (
    <AnchoredMenu {...place} label={t('list.exportShown')}>
      <Menu.Label>{t('list.exportAs')}</Menu.Label>
      {formats.map(({ format, label }) => (
        <Menu.Item key={format} onClick={() => onExport(format)}>
          {label}
        </Menu.Item>
      ))}
      <Menu.Divider />
      <Menu.Item onClick={onCopy}>{t('list.copyTable')}</Menu.Item>
    </AnchoredMenu>
  )
}
