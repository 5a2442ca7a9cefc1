const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true

/**
 * A file that is let go of where nothing takes files is not opened in the window's place (a private key would be shown,
 * and the window gone). Returns the end.
 */
export function refuseStrayFiles(): () => void {
  const over = (event: DragEvent) => {
    if (event.defaultPrevented || !holdsFiles(event)) return
    event.preventDefault()
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'none'
  }
  const drop = (event: DragEvent) => {
    if (holdsFiles(event)) event.preventDefault()
  }
  window.addEventListener('dragover', over)
  window.addEventListener('drop', drop)
  return () => {
    window.removeEventListener('dragover', over)
    window.removeEventListener('drop', drop)
  }
}
