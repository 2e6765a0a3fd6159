/** What goes to a worker thread. */
export interface WorkRequest {
  readonly id: number;
  readonly module: string;
  readonly name: string;
  readonly payload: unknown;
}

/** What comes back. */
export type WorkReply =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string; readonly stack: string };
