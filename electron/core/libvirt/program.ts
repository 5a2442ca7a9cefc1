import type { Codec } from '../xdr/index.ts'

/** Which way bytes flow on the stream that a procedure opens, seen from the client. */
export type StreamDirection = 'read' | 'write' | 'both'

/** Drivers beside the hypervisor's own, each with a daemon of its own where daemons are modular. */
export type FurtherDriver = 'network' | 'storage' | 'nodeDevice' | 'interface' | 'secret' | 'nwfilter'

/** One remote procedure: its number and the types of its arguments and result. */
export interface Procedure<Args, Ret> {
  readonly program: number
  readonly version: number
  readonly number: number
  readonly name: string
  readonly args: Codec<Args>
  readonly ret: Codec<Ret>
  /** How long it takes depends on the guest's data, so it has no deadline unless the caller sets one. */
  readonly unhurried: boolean
  /** Who serves it, where that is not the hypervisor's driver. */
  readonly driver?: FurtherDriver
}

/** A procedure whose reply is followed by a stream. */
export interface StreamProcedure<Args, Ret> extends Procedure<Args, Ret> {
  readonly stream: StreamDirection
}

interface Call<Args, Ret> {
  readonly number: number
  readonly args: Codec<Args>
  readonly ret: Codec<Ret>
  readonly unhurried: boolean
  readonly driver?: FurtherDriver
}

interface StreamCall<Args, Ret> extends Call<Args, Ret> {
  readonly stream: StreamDirection
}

type Bound<C> =
  C extends StreamCall<infer A, infer R>
    ? StreamProcedure<A, R>
    : C extends Call<infer A, infer R>
      ? Procedure<A, R>
      : never

/** Declares a procedure by its number, arguments and result. */
export function call<A, R>(number: number, args: Codec<A>, ret: Codec<R>): Call<A, R> {
  return { number, args, ret, unhurried: false }
}

/** A call that moves or waits for a guest's data and so has no default deadline. */
export function unhurried<A, R>(number: number, args: Codec<A>, ret: Codec<R>): Call<A, R> {
  return { number, args, ret, unhurried: true }
}

/** A call whose reply opens a stream in the direction given. */
export function streamCall<A, R>(
  number: number,
  args: Codec<A>,
  ret: Codec<R>,
  stream: StreamDirection,
): StreamCall<A, R> {
  return { number, args, ret, unhurried: false, stream }
}

/** Names the driver that serves a table of calls. */
export function servedBy<const T extends Record<string, Call<unknown, unknown>>>(
  driver: FurtherDriver,
  table: T,
): T {
  const named = Object.entries(table).map(([name, entry]) => [name, { ...entry, driver }])
  return Object.fromEntries(named) as T
}

/** Binds a table of calls to an RPC program: each gets its program, version and name. */
export function program<const T extends Record<string, Call<unknown, unknown>>>(
  number: number,
  version: number,
  table: T,
): { readonly [K in keyof T]: Bound<T[K]> } {
  const bound: Record<string, unknown> = {}
  for (const [name, entry] of Object.entries(table)) {
    bound[name] = Object.freeze({ ...entry, program: number, version, name, number: entry.number })
  }
  return bound as { readonly [K in keyof T]: Bound<T[K]> }
}

/** A message that a server sends of itself: an event. */
export interface ServerMessage<Payload> {
  readonly program: number
  readonly number: number
  readonly payload: Codec<Payload>
}
