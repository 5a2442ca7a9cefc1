import type { Graphics } from '../../../shared/models/machine.ts'
import { attribute, children, wholeNumber, word } from './elements.ts'
import type { XmlElement } from './tree.ts'

/** A TCP port; -1, which libvirt writes for "chosen at start", and anything outside 1 to 65535 is null. */
function port(element: XmlElement, name: string): number | null {
  const value = wholeNumber(attribute(element, name))
  return value !== null && value > 0 && value < 65_536 ? value : null
}

/** One `devices/graphics`. Passwords are never looked at. */
export function parseGraphics(graphics: XmlElement): Graphics {
  const listens = children(graphics, 'listen')
  const first = (name: string): string | null =>
    listens.map(listen => attribute(listen, name)).find(value => value !== null) ?? null
  return {
    type: word(graphics, 'type') ?? 'unknown',
    listen: word(graphics, 'listen') ?? first('address') ?? first('network'),
    port: port(graphics, 'port'),
    tlsPort: port(graphics, 'tlsPort'),
    socket: attribute(graphics, 'socket') ?? first('socket'),
  }
}
