/** Every shortcut of the window, as the help shows them. */
export const shortcutList: { title: string; keys: [keys: string, meaning: string][] }[] = [
  {
    title: 'Anywhere',
    keys: [
      ['Ctrl K', 'Go to any machine, host or action'],
      ['/', 'Filter the list'],
      ['A', 'Add a host'],
      ['Ctrl B', 'Show or hide sites and hosts'],
      ['Ctrl J', 'Show or hide tasks and events'],
      ['F6', 'Next part of the window'],
      ['?', 'This help'],
    ],
  },
  {
    title: 'In the list',
    keys: [
      ['↑ ↓', 'Move; with Shift choose on the way'],
      ['Home End', 'First and last row'],
      ['Space', 'Choose the row'],
      ['Ctrl A', 'Choose all shown, or none'],
      ['Enter', 'Open details'],
      ['Esc', 'Choose nothing; close details'],
      ['M', 'Menu of the row'],
      ['Ctrl C', 'Copy as a table'],
    ],
  },
  {
    title: 'Machines',
    keys: [
      ['S', 'Start'],
      ['D', 'Shut down'],
      ['R', 'Reboot'],
      ['P', 'Pause'],
      ['U', 'Resume'],
    ],
  },
  {
    title: 'Sites and hosts',
    keys: [
      ['↑ ↓', 'Move'],
      ['← →', 'Fold and unfold, out and in'],
      ['Enter', 'Show its machines'],
      ['Shift F10', 'Menu'],
      ['a…z', 'Jump to a name'],
    ],
  },
]
