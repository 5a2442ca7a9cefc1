import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from '@playwright/test'

/** Draws resources/icon.svg at every size the packages want: `node scripts/icons.ts` after changing it. */
const root = join(import.meta.dirname, '..')
const svg = readFileSync(join(root, 'resources/icon.svg'))
const LINUX = [16, 32, 48, 64, 128, 256, 512]
const WINDOWS = [16, 32, 48, 256]
/** Apple's names of a PNG of each size. */
const APPLE = { ic11: 32, ic12: 64, ic07: 128, ic08: 256, ic09: 512, ic10: 1024 } as const

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})
const page = await browser.newPage()

async function png(size: number): Promise<Buffer> {
  await page.setViewportSize({ width: size, height: size })
  const image = `data:image/svg+xml;base64,${svg.toString('base64')}`
  await page.setContent(`<body style="margin:0"><img src="${image}" width="${size}" height="${size}">`)
  return page.screenshot({ omitBackground: true })
}

/** Windows' container: a directory of PNGs, each entry 16 bytes after a head of 6. */
function ico(images: readonly { size: number; png: Buffer }[]): Buffer {
  const head = Buffer.alloc(6 + 16 * images.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(images.length, 4)
  let offset = head.length
  for (const [index, image] of images.entries()) {
    const at = 6 + 16 * index
    // 256 is written as 0.
    head.writeUInt8(image.size % 256, at)
    head.writeUInt8(image.size % 256, at + 1)
    head.writeUInt16LE(1, at + 4)
    head.writeUInt16LE(32, at + 6)
    head.writeUInt32LE(image.png.length, at + 8)
    head.writeUInt32LE(offset, at + 12)
    offset += image.png.length
  }
  return Buffer.concat([head, ...images.map(image => image.png)])
}

/** Apple's container: name and length before each PNG, and before the whole. */
function icns(images: readonly { name: string; png: Buffer }[]): Buffer {
  const block = (name: string, content: Buffer) => {
    const head = Buffer.alloc(8)
    head.write(name, 'latin1')
    head.writeUInt32BE(8 + content.length, 4)
    return Buffer.concat([head, content])
  }
  return block('icns', Buffer.concat(images.map(image => block(image.name, image.png))))
}

const build = join(root, 'build')
mkdirSync(join(build, 'icons'), { recursive: true })
for (const size of LINUX) writeFileSync(join(build, 'icons', `${size}x${size}.png`), await png(size))
const windows: { size: number; png: Buffer }[] = []
for (const size of WINDOWS) windows.push({ size, png: await png(size) })
writeFileSync(join(build, 'icon.ico'), ico(windows))
const apple: { name: string; png: Buffer }[] = []
for (const [name, size] of Object.entries(APPLE)) apple.push({ name, png: await png(size) })
writeFileSync(join(build, 'icon.icns'), icns(apple))
await browser.close()
