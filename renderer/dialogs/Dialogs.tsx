import { closeDialog, useDialog } from '../stores/dialogs.ts'
import { CommandPalette } from './CommandPalette.tsx'
import { ConfirmPreview } from './ConfirmPreview.tsx'
import { DestinationDialog } from './DestinationDialog.tsx'
import { DiagnoseHost } from './DiagnoseHost.tsx'
import { HostDialog } from './HostDialog.tsx'
import { HostQuestionDialog } from './HostQuestionDialog.tsx'
import { RemoveHost } from './RemoveHost.tsx'
import { SaveView } from './SaveView.tsx'
import { ElevateDialog } from '../session/ElevateDialog.tsx'
import { RecoveryKeyDialog } from '../session/RecoveryKeyDialog.tsx'
import { SetUpDialog } from '../session/SetUpDialog.tsx'
import { WhyDialog } from '../pages/people/WhyDialog.tsx'
import { Shortcuts } from './Shortcuts.tsx'
import { SiteDialog } from './SiteDialog.tsx'

/** Whatever is open over the page. */
export function Dialogs() {
  const dialog = useDialog(state => state.dialog)
  if (!dialog) return null
  switch (dialog.kind) {
    case 'addHost':
      return <HostDialog hostId={null} onClose={closeDialog} />
    case 'editHost':
      return <HostDialog hostId={dialog.hostId} onClose={closeDialog} />
    case 'removeHost':
      return <RemoveHost hostId={dialog.hostId} others={dialog.others ?? []} onClose={closeDialog} />
    case 'question':
      return <HostQuestionDialog hostId={dialog.hostId} onClose={closeDialog} />
    case 'diagnose':
      return <DiagnoseHost hostId={dialog.hostId} onClose={closeDialog} />
    case 'destination':
      return <DestinationDialog hostId={dialog.hostId} onClose={closeDialog} />
    case 'site':
      return <SiteDialog siteId={dialog.siteId} onClose={closeDialog} />
    case 'confirm':
      return <ConfirmPreview action={dialog.action} keys={dialog.keys} onClose={closeDialog} />
    case 'palette':
      return <CommandPalette onClose={closeDialog} />
    case 'saveView':
      return <SaveView onClose={closeDialog} />
    case 'setUp':
      return <SetUpDialog onClose={closeDialog} />
    case 'recoveryKey':
      return <RecoveryKeyDialog recoveryKey={dialog.recoveryKey} name={dialog.name} onClose={closeDialog} />
    case 'elevate':
      return <ElevateDialog onClose={closeDialog} />
    case 'why':
      return (
        <WhyDialog
          subject={dialog.subject}
          name={dialog.name}
          permission={dialog.permission ?? null}
          onClose={closeDialog}
        />
      )
    case 'shortcuts':
      return <Shortcuts onClose={closeDialog} />
  }
}
