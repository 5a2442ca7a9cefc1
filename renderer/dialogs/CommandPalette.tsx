import { Modal } from '@mantine/core'
import { IconBolt, IconDeviceDesktop, IconSearch, IconServer2 } from '@tabler/icons-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import classes from './CommandPalette.module.css'
import { type PaletteEntry, search, searchable } from './palette.ts'
import { usePaletteEntries } from './usePaletteEntries.ts'

const icons = { Machines: IconDeviceDesktop, Hosts: IconServer2, Actions: IconBolt }

/** Any machine, host or action in a few letters. */
export function CommandPalette({ onClose }: { onClose(): void }) {
  const entries = usePaletteEntries()
  const prepared = useMemo(() => searchable(entries), [entries])
  const [typed, setTyped] = useState('')
  const [picked, setPicked] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const found = useMemo(() => search(prepared, typed), [prepared, typed])
  useEffect(() => {
    list.current?.children[picked]?.scrollIntoView({ block: 'nearest' })
  }, [picked])
  const run = (entry: PaletteEntry | undefined) => {
    if (!entry) return
    onClose()
    entry.run()
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === 'ArrowDown') setPicked(Math.min(found.length - 1, picked + 1))
    else if (event.key === 'ArrowUp') setPicked(Math.max(0, picked - 1))
    else if (event.key === 'Enter') run(found[picked])
    else return
    event.preventDefault()
  }
  return (
    <Modal.Root
      opened
      onClose={onClose}
      size={620}
      yOffset="12vh"
      classNames={{ content: classes.content ?? '' }}
    >
      <Modal.Overlay color="var(--scrim)" backgroundOpacity={1} />
      <Modal.Content aria-label="Go to machine, host or action">
        <div className={classes.field}>
          <IconSearch size={16} aria-hidden="true" />
          <input
            type="text"
            role="combobox"
            aria-expanded="true"
            aria-controls="palette-list"
            aria-activedescendant={found.length > 0 ? `palette-${picked}` : undefined}
            aria-label="Go to machine, host or action"
            placeholder="Machine, host or action"
            data-autofocus=""
            spellCheck={false}
            autoComplete="off"
            value={typed}
            onChange={event => {
              setTyped(event.currentTarget.value)
              setPicked(0)
            }}
            onKeyDown={onKeyDown}
          />
        </div>
        <div ref={list} id="palette-list" role="listbox" aria-label="Results" className={classes.list}>
          {found.map((entry, index) => {
            const Icon = icons[entry.group]
            return (
              // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the input has the keyboard
              <div
                key={entry.key}
                id={`palette-${index}`}
                role="option"
                aria-selected={index === picked}
                className={classes.entry}
                onClick={() => run(entry)}
                onMouseMove={() => setPicked(index)}
              >
                <Icon size={14} aria-hidden="true" className={classes.icon} />
                <bdi className={classes.label}>{entry.label}</bdi>
                <span className={classes.detail}>{entry.detail}</span>
              </div>
            )
          })}
        </div>
        {found.length === 0 && <p className={classes.none}>Nothing is called that.</p>}
      </Modal.Content>
    </Modal.Root>
  )
}
