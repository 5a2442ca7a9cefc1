import { Menu } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconRefresh, IconTextCaption, IconTrash } from '@tabler/icons-react'
import { useAddress } from '../stores/address.ts'
import { isSaveable, moveView, type SavedView, updateView, useSavedViews } from '../stores/savedViews.ts'
import { tell } from '../stores/toasts.ts'
import { t } from '../words/index.ts'
import { type At, PointMenu } from './PointMenu.tsx'
import { visible } from '../components/visible.ts'

interface SavedViewMenuProps {
  view: SavedView
  at: At
  onRename(): void
  onDelete(): void
  onClose(): void
}

/** What can be done with a saved view. */
export function SavedViewMenu({ view, at, onRename, onDelete, onClose }: SavedViewMenuProps) {
  const views = useSavedViews(state => state.views)
  const saveable = useAddress(address => isSaveable(address.page))
  const index = views.findIndex(each => each.id === view.id)
  return (
    <PointMenu at={at} label={view.name} onClose={onClose}>
      <Menu.Label>
        <bdi>{visible(view.name)}</bdi>
      </Menu.Label>
      <Menu.Item
        disabled={!saveable}
        leftSection={<IconRefresh size={14} />}
        onClick={() => {
          updateView(view.id)
          tell(t('frame.views.updated', { name: view.name }))
        }}
      >
        {t('frame.views.update')}
      </Menu.Item>
      <Menu.Item leftSection={<IconTextCaption size={14} />} rightSection={<kbd>F2</kbd>} onClick={onRename}>
        {t('frame.views.rename')}
      </Menu.Item>
      <Menu.Item
        disabled={index <= 0}
        leftSection={<IconArrowUp size={14} />}
        onClick={() => moveView(view.id, index - 1)}
      >
        {t('frame.views.up')}
      </Menu.Item>
      <Menu.Item
        disabled={index >= views.length - 1}
        leftSection={<IconArrowDown size={14} />}
        onClick={() => moveView(view.id, index + 1)}
      >
        {t('frame.views.down')}
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item color="var(--state-bad)" leftSection={<IconTrash size={14} />} onClick={onDelete}>
        {t('frame.views.remove')}
      </Menu.Item>
    </PointMenu>
  )
}
