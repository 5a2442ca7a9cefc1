import { crc32, deflateSync, inflateSync } from 'node:zlib'

/** A picture as Chromium writes it: 8 bits a channel, red, green, blue and maybe alpha, not interlaced. */
interface Raw {
  width: number
  height: number
  /** Bytes a pixel. */
  channels: 3 | 4
  pixels: Buffer
}

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')
const PALETTE_MAX = 256
/** Colours of a palette differ by more than this, as `distance` counts. */
const APART = 60

/**
 * The same picture in fewer bytes: at most 256 colours, the rare ones of a letter's edge drawn in the nearest that is
 * common. Throws for a PNG of a kind that Chromium does not write; one with anything transparent comes back as it is.
 */
export function smaller(png: Buffer): Buffer {
  const { width, height, pixels } = decode(png)
  const colours = opaqueColours(pixels, width * height)
  if (colours === null) return png
  const palette = commonest(colours)
  const indices = indexed(colours, palette)
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3], 8)
  const table = Buffer.alloc(palette.length * 3)
  for (const [index, colour] of palette.entries()) table.writeUIntBE(colour, index * 3, 3)
  const less = Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', table),
    chunk('IDAT', deflateSync(lined(indices, width), { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
  return less.length < png.length ? less : png
}

function decode(png: Buffer): Raw {
  if (!png.subarray(0, 8).equals(SIGNATURE)) throw new Error('not a PNG')
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  const [depth, type, , , interlace] = png.subarray(24, 29)
  if (depth !== 8 || (type !== 2 && type !== 6) || interlace !== 0) throw new Error('another kind of PNG')
  const channels = type === 2 ? 3 : 4
  const parts: Buffer[] = []
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  }
  const lines = inflateSync(Buffer.concat(parts))
  const stride = width * channels
  const pixels = Buffer.alloc(stride * height)
  for (let y = 0; y < height; y++) {
    const filter = lines[y * (stride + 1)] ?? 0
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x
      const left = x < channels ? 0 : (pixels[at - channels] ?? 0)
      const up = y === 0 ? 0 : (pixels[at - stride] ?? 0)
      const corner = y === 0 || x < channels ? 0 : (pixels[at - stride - channels] ?? 0)
      pixels[at] = (lines[y * (stride + 1) + 1 + x] ?? 0) + predicted(filter, left, up, corner)
    }
  }
  return { width, height, channels, pixels }
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left
  if (filter === 2) return up
  if (filter === 3) return (left + up) >> 1
  if (filter !== 4) return 0
  const guess = left + up - corner
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  if (toLeft <= toUp && toLeft <= toCorner) return left
  return toUp <= toCorner ? up : corner
}

/** Each pixel as one number; null where one is not opaque. */
function opaqueColours(pixels: Buffer, count: number): Uint32Array | null {
  const channels = pixels.length / count
  const colours = new Uint32Array(count)
  for (let at = 0; at < count; at++) {
    if (channels === 4 && pixels[at * 4 + 3] !== 255) return null
    colours[at] = pixels.readUIntBE(at * channels, 3)
  }
  return colours
}

/** The colours that most pixels have; of those that look alike the commonest alone. */
function commonest(colours: Uint32Array): number[] {
  const counts = new Map<number, number>()
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1)
  const byCount = [...counts].sort(([, a], [, b]) => b - a).map(([colour]) => colour)
  const chosen: number[] = []
  for (let apart = APART; chosen.length < PALETTE_MAX && apart >= 0; apart -= APART) {
    for (const colour of byCount) {
      if (chosen.length === PALETTE_MAX) break
      if (chosen.every(one => distance(one, colour) > apart)) chosen.push(colour)
    }
  }
  return chosen
}

function indexed(colours: Uint32Array, palette: readonly number[]): Buffer {
  const known = new Map<number, number>()
  const nearest = (colour: number) => {
    let [best, least] = [0, Number.POSITIVE_INFINITY]
    for (const [index, one] of palette.entries()) {
      const far = distance(one, colour)
      if (far < least) [best, least] = [index, far]
    }
    known.set(colour, best)
    return best
  }
  return Buffer.from(colours.map(colour => known.get(colour) ?? nearest(colour)))
}

/** How different two colours are: the squares of what their channels differ by. */
function distance(one: number, other: number): number {
  const red = (one >> 16) - (other >> 16)
  const green = ((one >> 8) & 255) - ((other >> 8) & 255)
  const blue = (one & 255) - (other & 255)
  return red * red + green * green + blue * blue
}

function lined(bytes: Buffer, stride: number): Buffer {
  const height = bytes.length / stride
  const lines = Buffer.alloc((stride + 1) * height)
  for (let y = 0; y < height; y++) bytes.copy(lines, y * (stride + 1) + 1, y * stride, (y + 1) * stride)
  return lines
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const whole = Buffer.alloc(body.length + 8)
  whole.writeUInt32BE(data.length, 0)
  body.copy(whole, 4)
  whole.writeUInt32BE(crc32(body), body.length + 4)
  return whole
}
