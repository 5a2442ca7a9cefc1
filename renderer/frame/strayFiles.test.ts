import { afterEach, expect, test } from 'vitest'
import { refuseStrayFiles } from './strayFiles.ts'

let end = () => {}
afterEach(() => end())

function drag(kind: 'dragover' | 'drop', types: string[], taken = false) {
  const event = new Event(kind, { bubbles: true, cancelable: true })
  Object.defineProperty(event, 'dataTransfer', { value: { types, dropEffect: 'copy' } })
  if (taken) document.body.addEventListener(kind, each => each.preventDefault(), { once: true })
  document.body.dispatchEvent(event)
  return event
}

test('files that nothing takes are not opened; what a field takes, and text, is left alone', () => {
  end = refuseStrayFiles()
  for (const kind of ['dragover', 'drop'] as const) {
    expect(drag(kind, ['Files']).defaultPrevented).toBe(true)
    expect(drag(kind, ['text/plain']).defaultPrevented).toBe(false)
  }
  expect(drag('dragover', ['Files'])).toMatchObject({ dataTransfer: { dropEffect: 'none' } })
  expect(drag('dragover', ['Files'], true)).toMatchObject({ dataTransfer: { dropEffect: 'copy' } })
  end()
  expect(drag('drop', ['Files']).defaultPrevented).toBe(false)
})
