/** Which of the selected rows, and in what order. */
export interface SelectOptions {
  /** A key or column; with a minus sign before it, falling. Default: by id. */
  readonly sort?: string;
  readonly limit?: number;
  readonly offset?: number;
}
