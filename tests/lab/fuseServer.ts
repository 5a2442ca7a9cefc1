import { read, write } from 'node:fs'
import { createInterface } from 'node:readline'

// A filesystem of empty files on an open /dev/fuse (descriptor 3): the names are the arguments. `hang` on standard
// input leaves everything that is asked unanswered, as a hard mount of a dead NFS server does; `answer` makes up for it.

const DEVICE = 3
const ROOT = 1n
const FILE_BYTES = 1 << 20
/** Facts of linux/fuse.h, version 7.31. */
const opcode = {
  lookup: 1,
  forget: 2,
  getattr: 3,
  open: 14,
  read: 15,
  statfs: 17,
  release: 18,
  flush: 25,
  init: 26,
  opendir: 27,
  readdir: 28,
  releasedir: 29,
  access: 34,
  interrupt: 36,
  batchForget: 42,
} as const
const unanswered: ReadonlySet<number> = new Set([opcode.forget, opcode.interrupt, opcode.batchForget])
const errno = { noEntry: 2, notSupported: 38 } as const
const IN_HEADER_BYTES = 40

const names = process.argv.slice(2)
let hangs = false
const held: Buffer[] = []

function attributes(node: bigint): Buffer {
  const bytes = Buffer.alloc(88)
  bytes.writeBigUInt64LE(node, 0)
  bytes.writeBigUInt64LE(BigInt(node === ROOT ? 0 : FILE_BYTES), 8)
  bytes.writeBigUInt64LE(BigInt(node === ROOT ? 0 : FILE_BYTES / 512), 16)
  bytes.writeUInt32LE(node === ROOT ? 0o40755 : 0o100644, 60)
  bytes.writeUInt32LE(1, 64)
  bytes.writeUInt32LE(4096, 80)
  return bytes
}

/** Nothing is remembered by the kernel: each look asks again. */
const entry = (node: bigint) => Buffer.concat([numbers([node, 0n, 0n, 0n, 0n]), attributes(node)])
const opened = () => numbers([1n, 0n])

function numbers(values: readonly bigint[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8)
  for (const [index, value] of values.entries()) bytes.writeBigUInt64LE(value, index * 8)
  return bytes
}

function started(): Buffer {
  const bytes = Buffer.alloc(64)
  bytes.writeUInt32LE(7, 0)
  bytes.writeUInt32LE(31, 4)
  bytes.writeUInt32LE(4096, 20)
  bytes.writeUInt32LE(1, 24)
  return bytes
}

function space(): Buffer {
  const bytes = Buffer.alloc(80)
  for (const [index, value] of [1000n, 500n, 500n, 1000n, 500n].entries())
    bytes.writeBigUInt64LE(value, index * 8)
  for (const [index, value] of [4096, 255, 4096].entries()) bytes.writeUInt32LE(value, 40 + index * 4)
  return bytes
}

function listed(name: string, index: number): Buffer {
  const text = Buffer.from(name)
  const bytes = Buffer.alloc(24 + Math.ceil(text.length / 8) * 8)
  bytes.writeBigUInt64LE(BigInt(index + 2), 0)
  bytes.writeBigUInt64LE(BigInt(index + 1), 8)
  bytes.writeUInt32LE(text.length, 16)
  bytes.writeUInt32LE(8, 20)
  text.copy(bytes, 24)
  return bytes
}

/** As many whole entries as there is room for; the kernel asks for the rest. */
function listing(from: number, roomBytes: number): Buffer {
  const entries: Buffer[] = []
  let left = roomBytes
  for (const [index, name] of names.entries()) {
    if (index < from) continue
    const entry = listed(name, index)
    left -= entry.length
    if (left < 0) break
    entries.push(entry)
  }
  return Buffer.concat(entries)
}

/** What a request is answered with; a number is an error. */
function answerOf(request: Buffer): Buffer | number {
  const node = request.readBigUInt64LE(16)
  const body = request.subarray(IN_HEADER_BYTES)
  switch (request.readUInt32LE(4)) {
    case opcode.init:
      return started()
    case opcode.lookup: {
      const index = names.indexOf(body.subarray(0, body.indexOf(0)).toString())
      return index < 0 ? errno.noEntry : entry(BigInt(index + 2))
    }
    case opcode.getattr:
      return Buffer.concat([numbers([0n, 0n]), attributes(node)])
    case opcode.open:
    case opcode.opendir:
      return opened()
    case opcode.readdir:
      return listing(Number(body.readBigUInt64LE(8)), body.readUInt32LE(16))
    case opcode.read:
      return Buffer.alloc(
        Math.max(0, Math.min(body.readUInt32LE(16), FILE_BYTES - Number(body.readBigUInt64LE(8)))),
      )
    case opcode.statfs:
      return space()
    case opcode.release:
    case opcode.releasedir:
    case opcode.flush:
    case opcode.access:
      return Buffer.alloc(0)
    default:
      return errno.notSupported
  }
}

function answer(request: Buffer): void {
  const given = answerOf(request)
  const body = typeof given === 'number' ? Buffer.alloc(0) : given
  const header = Buffer.alloc(16)
  header.writeUInt32LE(16 + body.length, 0)
  header.writeInt32LE(typeof given === 'number' ? -given : 0, 4)
  request.copy(header, 8, 8, 16)
  // Whoever asked may have given up in the meantime (ENOENT).
  write(DEVICE, Buffer.concat([header, body]), () => undefined)
}

function take(): void {
  read(DEVICE, Buffer.alloc(1 << 18), 0, 1 << 18, null, (error, length, buffer) => {
    // Unmounted.
    if (error) process.exit(error.code === 'ENODEV' ? 0 : 1)
    const request = buffer.subarray(0, length)
    if (!unanswered.has(request.readUInt32LE(4))) {
      if (hangs) held.push(request)
      else answer(request)
    }
    take()
  })
}

createInterface({ input: process.stdin })
  .on('line', line => {
    hangs = line === 'hang'
    if (!hangs) for (const request of held.splice(0)) answer(request)
    process.stdout.write(`${line} ${held.length}\n`)
  })
  // Whoever holds this filesystem is gone.
  .on('close', () => process.kill(process.pid, 'SIGKILL'))
take()
process.stdout.write('ready\n')
