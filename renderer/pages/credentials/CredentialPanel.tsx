import { DataAge } from '../../components/DataAge.tsx'
import { ObjectPanel, PanelFacts, PanelLine, PanelList } from '../../components/ObjectPanel.tsx'
import { hrefOf } from '../../stores/address.ts'
import { t } from '../../words/index.ts'
import { type CredentialRow, fareLook } from './columns.tsx'
import { userWords } from './credentialForm.ts'
import { visible } from '../../components/visible.ts'

const NAMED = 50

/** One credential: whose it is, who uses it, who refused it; never what it is. */
export function CredentialPanel({ row, onClose }: { row: CredentialRow; onClose(): void }) {
  const { credential } = row
  const { usedBy, hiddenUsers, refusedBy } = credential
  return (
    <ObjectPanel
      label={t('credentials.label')}
      kind={t(`credentials.kinds.${credential.kind}`)}
      title={credential.name}
      closeLabel={t('credentials.panel.close')}
      onClose={onClose}
    >
      <PanelFacts
        facts={[
          [t('credentials.column.state'), fareLook(row).word],
          [t('credentials.panel.secret'), t('credentials.panel.secretWhat')],
          [t('credentials.column.site'), row.site],
          [t('credentials.column.user'), credential.userName],
          [t('credentials.column.fingerprint'), credential.fingerprint],
          [
            t('credentials.panel.created'),
            <DataAge key="created" asOfMs={credential.createdAtMs} phrase="ago" />,
          ],
          [
            t('credentials.column.changed'),
            <span key="changed">
              <DataAge asOfMs={credential.changedAtMs} phrase="ago" /> ·{' '}
              <bdi>{visible(credential.changedBy)}</bdi>
            </span>,
          ],
        ]}
      />
      <PanelList
        title={t('credentials.panel.usedBy')}
        count={usedBy.length + hiddenUsers}
        items={usedBy.slice(0, NAMED)}
        none={
          hiddenUsers > 0
            ? t('credentials.panel.hidden', { count: hiddenUsers })
            : t('credentials.panel.usedNone')
        }
        more={count => t('credentials.panel.more', { count })}
        idOf={each => (each.kind === 'host' ? each.hostId : each.siteId)}
      >
        {each => (
          <PanelLine
            href={hrefOf(
              each.kind === 'host'
                ? { page: 'host', id: each.hostId, tab: 'connection' }
                : { page: 'hosts', scope: { kind: 'site', id: each.siteId } },
            )}
            name={each.name}
            says={userWords(each)}
          />
        )}
      </PanelList>
      <PanelList
        title={t('credentials.panel.refusedBy')}
        count={refusedBy.length}
        items={refusedBy.slice(0, NAMED)}
        none={t('credentials.panel.refusedNone')}
        more={count => t('credentials.panel.more', { count })}
        idOf={each => each.hostId}
      >
        {each => (
          <>
            <PanelLine
              href={hrefOf({ page: 'host', id: each.hostId, tab: 'connection' })}
              name={each.name}
              says={t('credentials.panel.refusedWhat')}
            />
            <DataAge asOfMs={each.atMs} phrase="ago" />
          </>
        )}
      </PanelList>
    </ObjectPanel>
  )
}
